package org.longhaul.simulator.network;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;

/**
 * Which congestion control the connections of a network use, where not all use that of the network's settings: the one stated
 * for the user that they belong to (a job, or traffic of a kind), else the one stated for the host that sends over them.
 *
 * <p>Users have {@value #CHANNELS} channels each: the first one those from 0 on.
 */
public final class ControlAssignment {

    /** Channels of one user of a network. */
    public static final int CHANNELS = 64;

    /** Every connection uses the network's. */
    public static final ControlAssignment NONE = new ControlAssignment(List.of(), List.of());

    private final List<@Nullable String> byNode;
    private final List<@Nullable String> byUser;

    private ControlAssignment(List<@Nullable String> byNode, List<@Nullable String> byUser) {
        this.byNode = byNode;
        this.byUser = byUser;
    }

    /**
     * By sending host.
     *
     * @param controls id of a congestion control for each node; null where the network's holds
     */
    public static ControlAssignment ofHosts(@Nullable String[] controls) {
        return new ControlAssignment(Collections.unmodifiableList(Arrays.asList(controls.clone())), List.of());
    }

    /** This one with ids for users in order, null where hosts decide. */
    public ControlAssignment withUsers(List<@Nullable String> controls) {
        return new ControlAssignment(byNode, Collections.unmodifiableList(new ArrayList<>(controls)));
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
