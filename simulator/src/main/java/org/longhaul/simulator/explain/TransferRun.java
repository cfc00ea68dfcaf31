package org.longhaul.simulator.explain;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.topology.Topology;

/**
 * A case on one network model, run until the transfer in question is complete.
 *
 * @param nanos how long it took
 * @param network as it was at that moment
 * @param followedNanos up to where it was simulated; what was left then went on at the mean rate of the later half
 */
record TransferRun(long nanos, Network network, long followedNanos) {

    private static final double NANOS_PER_SECOND = 1e9;

    /** Runs a case on a network that is empty at first. */
    static TransferRun of(TransferCase asked, NetworkChoice choice) {
        return of(asked, choice, network -> {});
    }

    /**
     * Runs a case.
     *
     * @param prepared sees the network before the first transfer
     * @throws IllegalStateException if the transfer never ends; says what it waits for
     */
    static TransferRun of(TransferCase asked, NetworkChoice choice, Consumer<Network> prepared) {
        return of(asked, choice, prepared, Long.MAX_VALUE);
    }

    /**
     * Runs a case for so many events at most. A transfer that is not complete then has met many random losses, and nothing but
     * these changes its rate: the rest of it goes on at its mean rate between half of the events and all of them.
     */
    static TransferRun of(TransferCase asked, NetworkChoice choice, long mostEvents) {
        return of(asked, choice, network -> {}, mostEvents);
    }

    private static TransferRun of(
            TransferCase asked, NetworkChoice choice, Consumer<Network> prepared, long mostEvents) {
        EventLoop loop = new EventLoop();
        Network network = choice.create(new NetworkContext(
                asked.topology(), asked.routing(), loop, new RandomStreams(asked.seed()), asked.rules()));
        prepared.accept(network);
        Starter starter = new Starter(network, asked.topology(), asked.connections());
        long[] end = {-1};
        starter.start(asked.subject(), 0, now -> end[0] = now);
        asked.others().forEach(other -> starter.start(other, asked.firstChannelOfOthers(), now -> {}));
        long halfNanos = 0;
        long halfBytes = 0;
        while (end[0] < 0 && loop.executedEvents() < mostEvents && loop.runNext()) {
            if (loop.executedEvents() == mostEvents / 2) {
                halfNanos = loop.nowNanos();
                halfBytes = starter.arrived(asked.subject());
            }
        }
        if (end[0] < 0 && loop.executedEvents() >= mostEvents) {
            long arrived = starter.arrived(asked.subject());
            long now = loop.nowNanos();
            double rate = (arrived - halfBytes) / ((now - halfNanos) / NANOS_PER_SECOND);
            double left = (asked.subject().bytes() - arrived) / rate * NANOS_PER_SECOND;
            return new TransferRun(BeyondTimeException.sum(now, (long) left), network, now);
        }
        if (end[0] < 0) {
            throw new IllegalStateException("The transfer never ends: " + network.activeTransfers());
        }
        return new TransferRun(end[0], network, end[0]);
    }

    boolean isFollowedToItsEnd() {
        return followedNanos == nanos;
    }

    /** Gives every transfer connections of its own. */
    private static final class Starter {
        private final Network network;
        private final Topology topology;
        private final int connections;
        private final Map<Long, Integer> used = new HashMap<>();

        Starter(Network network, Topology topology, int connections) {
            this.network = network;
            this.topology = topology;
            this.connections = connections;
        }

        /** Payload of the first transfer that has reached its target. */
        long arrived(TransferCase.Demand subject) {
            long left = 0;
            String source = topology.node(subject.source()).id();
            String target = topology.node(subject.target()).id();
            for (TransferStatus part : network.activeTransfers()) {
                if (part.channel() < connections
                        && part.source().equals(source)
                        && part.target().equals(target)) {
                    left += part.bytes() - part.deliveredBytes();
                }
            }
            return subject.bytes() - left;
        }

        void start(TransferCase.Demand demand, int channel, Consumer<Long> done) {
            long pair = (long) demand.source() << 32 | demand.target();
            int first = channel + used.merge(pair, connections, Integer::sum) - connections;
            int parts = network.sharesLinks() ? (int) Math.min(connections, demand.bytes()) : 1;
            int[] missing = {parts};
            for (int i = 0; i < parts; i++) {
                long part = demand.bytes() / parts + (i < demand.bytes() % parts ? 1 : 0);
                network.send(demand.source(), demand.target(), part, first + i, now -> {
                    if (--missing[0] == 0) {
                        done.accept(now);
                    }
                });
            }
        }
    }
}
