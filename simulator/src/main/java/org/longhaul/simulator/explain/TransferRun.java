package org.longhaul.simulator.explain;

import java.util.HashMap;
import java.util.Map;
import java.util.function.Consumer;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;

/**
 * A case on one network model, run until the transfer in question is complete.
 *
 * @param nanos how long it took
 * @param network as it was at that moment
 */
record TransferRun(long nanos, Network network) {

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
        EventLoop loop = new EventLoop();
        Network network = choice.create(
                new NetworkContext(asked.topology(), asked.routing(), loop, new RandomStreams(asked.seed())));
        prepared.accept(network);
        Starter starter = new Starter(network, asked.connections());
        long[] end = {-1};
        starter.start(asked.subject(), now -> end[0] = now);
        asked.others().forEach(other -> starter.start(other, now -> {}));
        while (end[0] < 0 && loop.runNext()) {
            // Events do the work.
        }
        if (end[0] < 0) {
            throw new IllegalStateException("The transfer never ends: " + network.activeTransfers());
        }
        return new TransferRun(end[0], network);
    }

    /** Gives every transfer connections of its own. */
    private static final class Starter {
        private final Network network;
        private final int connections;
        private final Map<Long, Integer> used = new HashMap<>();

        Starter(Network network, int connections) {
            this.network = network;
            this.connections = connections;
        }

        void start(TransferCase.Demand demand, Consumer<Long> done) {
            long pair = (long) demand.source() << 32 | demand.target();
            int first = used.merge(pair, connections, Integer::sum) - connections;
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
