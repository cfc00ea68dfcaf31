package org.longhaul.simulator.collective.execution;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import it.unimi.dsi.fastutil.longs.LongArrayList;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.collective.LibraryProfile;
import org.longhaul.simulator.collective.TransferPlan;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.TransferRound;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Topology;

/**
 * Runs transfer plans on a network. Not thread-safe.
 *
 * <p>Participants enter rounds one by one, as soon as their own transfers allow. From a number of participants on, all
 * enter a round together: then a round that was seen before, from an equal state of the network, need not be simulated
 * again. On disjoint routes both ways end at the same time, that of the slowest pair. A {@link LibraryProfile library} that
 * pipelines enters no rounds but forwards segments as they come; with one whose senders go on as soon as their buffers hold what
 * they send, no round is entered together.
 */
public final class PlanExecutor {

    private final Topology topology;
    private final Routing routing;
    private final EventLoop loop;
    private final Network network;
    private final ExecutionHost host;
    private final int channels;
    private final int lockstepFrom;
    private final boolean remembersRounds;
    private final LibraryProfile library;

    /**
     * An executor.
     *
     * @param topology of the network
     * @param routing its routes while nothing is disturbed, by which acknowledgements come back
     * @param loop the network's loop
     * @param network carries the transfers
     * @param host the run
     * @param channels parallel connections over which each transfer is spread, at least 1
     * @param lockstepFrom participants from which on rounds are entered together
     * @param remembersRounds whether rounds that are known are not simulated again
     * @param library carries plans out; one that pipelines lets no rounds be entered together
     */
    public PlanExecutor(
            Topology topology,
            Routing routing,
            EventLoop loop,
            Network network,
            ExecutionHost host,
            int channels,
            int lockstepFrom,
            boolean remembersRounds,
            LibraryProfile library) {
        this.topology = topology;
        this.routing = routing;
        this.loop = loop;
        this.network = network;
        this.host = host;
        this.channels = network.sharesLinks() ? channels : 1;
        this.lockstepFrom = lockstepFrom;
        this.remembersRounds = remembersRounds;
        this.library = library;
    }

    /** Parallel connections over which each transfer is spread. */
    public int connections() {
        return channels;
    }

    /** What is remembered of a plan from one execution to the next; null if nothing is. */
    public @Nullable RoundMemory memoryFor(TransferPlan plan) {
        return remembersRounds && isLockstep(plan) ? new RoundMemory(topology.arcCount()) : null;
    }

    /**
     * Starts a plan now; the listener hears of it during this call only if there is nothing to transfer, or of a participant
     * that receives nothing and whose buffers take all that it sends.
     */
    public void start(TransferPlan plan, @Nullable RoundMemory memory, PlanListener listener) {
        if (isPipelined(plan)) {
            new PipelinedExecution(this, plan, library, listener).start();
        } else if (isLockstep(plan)) {
            new LockstepExecution(this, plan, memory, listener).start();
        } else {
            new EagerExecution(this, plan, library, listener).start();
        }
    }

    private boolean isLockstep(TransferPlan plan) {
        return plan.participants() >= lockstepFrom && !isPipelined(plan) && !library.isHandingOver();
    }

    // Without data there is nothing to forward, only rounds.
    private boolean isPipelined(TransferPlan plan) {
        return library.isPipelined() && plan.bytes() > 0;
    }

    /** Propagation along the route of a connection, nanoseconds. */
    long latencyNanos(int sourceNode, int targetNode, int channel) {
        long nanos = 0;
        for (int arc : routing.route(sourceNode, targetNode, channel)) {
            nanos += topology.arcLatencyNanos(arc);
        }
        return nanos;
    }

    /** The library that carries plans out. */
    public LibraryProfile library() {
        return library;
    }

    EventLoop loop() {
        return loop;
    }

    Network network() {
        return network;
    }

    ExecutionHost host() {
        return host;
    }

    /** The transfers of a round at once, where the network simulates equal ones once; null where it does not. */
    @Nullable
    TransferRound together(TransferPlan plan, int round) {
        IntArrayList sources = new IntArrayList();
        IntArrayList targets = new IntArrayList();
        IntArrayList parallel = new IntArrayList();
        LongArrayList sizes = new LongArrayList();
        for (int participant = 0; participant < plan.participants(); participant++) {
            int source = plan.node(participant);
            plan.sends(round, participant, (target, first, count, reduce) -> {
                long bytes = plan.chunkBytes(first, count);
                int parts = parts(bytes);
                for (int channel = 0; channel < parts; channel++) {
                    sources.add(source);
                    targets.add(plan.node(target));
                    parallel.add(channel);
                    sizes.add(part(bytes, parts, channel));
                }
            });
        }
        return network.round(sources.toIntArray(), targets.toIntArray(), parallel.toIntArray(), sizes.toLongArray());
    }

    int parts(long bytes) {
        return (int) Math.max(1, Math.min(channels, bytes));
    }

    static long part(long bytes, int parts, int channel) {
        return bytes / parts + (channel < bytes % parts ? 1 : 0);
    }

    /** Sends over all channels; the last part's arrival is the transfer's. */
    void send(int sourceNode, int targetNode, long bytes, Runnable done) {
        int parts = parts(bytes);
        if (parts == 1) {
            network.send(sourceNode, targetNode, bytes, 0, now -> done.run());
            return;
        }
        int[] missing = {parts};
        for (int channel = 0; channel < parts; channel++) {
            network.send(sourceNode, targetNode, part(bytes, parts, channel), channel, now -> {
                if (--missing[0] == 0) {
                    done.run();
                }
            });
        }
    }
}
