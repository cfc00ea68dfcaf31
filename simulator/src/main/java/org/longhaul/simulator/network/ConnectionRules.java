package org.longhaul.simulator.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/**
 * What single connections of a network are like, where not all are as the network's settings say.
 *
 * <p>Their congestion control is the one stated for the user that they belong to (a job, or traffic of a kind), else the one
 * stated for the host that sends over them. What one connection carries at most is a matter of the sending host: providers cap
 * single flows below what they let a host send, such as Amazon at 5 Gbit/s between hosts that share no cluster placement group.
 *
 * <p>Users have {@value #CHANNELS} channels each: the first one those from 0 on.
 *
 * @see <a href="https://docs.aws.amazon.com/AWSEC2/latest/UserGuide/ec2-instance-network-bandwidth.html">Amazon EC2 User
 *     Guide, instance network bandwidth: single-flow traffic (read in 2026)</a>
 */
public final class ConnectionRules {

    /** Channels of one user of a network. */
    public static final int CHANNELS = 64;

    /** Every connection uses the network's. */
    public static final ConnectionRules NONE = new ConnectionRules(List.of(), List.of(), new long[0]);

    private final List<@Nullable String> byNode;
    private final List<@Nullable String> byUser;
    private final long[] bitsPerSecond;

    private ConnectionRules(List<@Nullable String> byNode, List<@Nullable String> byUser, long[] bitsPerSecond) {
        this.byNode = byNode;
        this.byUser = byUser;
        this.bitsPerSecond = bitsPerSecond;
    }

    /**
     * By sending host.
     *
     * @param controls id of a congestion control for each node; null where the network's holds
     */
    public static ConnectionRules ofHosts(@Nullable String[] controls) {
        return new ConnectionRules(
                Collections.unmodifiableList(Arrays.asList(controls.clone())), List.of(), new long[0]);
    }

    /** What a topology says of the connections of its hosts: the most that one carries. */
    public static ConnectionRules of(Topology topology) {
        long[] bits = new long[topology.nodeCount()];
        boolean isCapped = false;
        for (int node = 0; node < bits.length; node++) {
            Bandwidth rate = topology.node(node).connectionRate();
            bits[node] = rate == null ? 0 : rate.bitsPerSecond();
            isCapped |= rate != null;
        }
        return isCapped ? NONE.withRates(bits) : NONE;
    }

    /** This one with ids for users in order, null where hosts decide. */
    public ConnectionRules withUsers(List<@Nullable String> controls) {
        return new ConnectionRules(byNode, Collections.unmodifiableList(new ArrayList<>(controls)), bitsPerSecond);
    }

    /** These with what one connection of a sending host carries at most, for each node, bits per second; 0 for no limit. */
    public ConnectionRules withRates(long[] mostBitsPerSecond) {
        return new ConnectionRules(byNode, byUser, mostBitsPerSecond.clone());
    }

    /** These without congestion controls. */
    public ConnectionRules withoutControls() {
        return new ConnectionRules(List.of(), List.of(), bitsPerSecond);
    }

    /** What one connection of a sending host carries at most, bytes on the wire per second; infinite without a limit. */
    public double mostBytesPerSecond(int sourceNode) {
        long bits = sourceNode < bitsPerSecond.length ? bitsPerSecond[sourceNode] : 0;
        return bits > 0 ? bits / 8.0 : Double.POSITIVE_INFINITY;
    }

    /** Id of the congestion control of a connection; null for the network's. */
    public @Nullable String of(int sourceNode, int channel) {
        int user = channel / CHANNELS;
        String stated = user < byUser.size() ? byUser.get(user) : null;
        return stated == null && sourceNode < byNode.size() ? byNode.get(sourceNode) : stated;
    }

    /** Whether any connection may use another one than the network's. */
    public boolean assignsOtherThan(String networks) {
        return Stream.concat(byNode.stream(), byUser.stream()).anyMatch(each -> each != null && !each.equals(networks));
    }
}
