package org.longhaul.simulator.explain;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.ForwardingNetwork;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.TransferListener;
import org.longhaul.simulator.timeline.TimelineSink;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Begin;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.run.WorkloadExecutor;

/**
 * What transfers an exchange consists of, without simulating them: each takes a nanosecond, so that those of one round are
 * under way together. Which collective carries it out is chosen as on the network itself.
 *
 * @param transfers equal ones as one, in order of their first appearance
 * @param mostSenders most nodes that send to one node at once
 * @param isWhole whether these are all; otherwise the first ones of more than were to be counted
 */
public record TransferCensus(List<Alike> transfers, int mostSenders, boolean isWhole) {

    /** Copies the list. */
    public TransferCensus {
        transfers = List.copyOf(transfers);
    }

    /**
     * Transfers of one size over one connection.
     *
     * @param source sending node
     * @param target receiving node
     * @param channel connection of the pair
     * @param bytes payload of each
     * @param count how many
     */
    public record Alike(int source, int target, int channel, long bytes, long count) {}

    private record Key(int source, int target, int channel, long bytes) {}

    /**
     * Takes the census of an exchange.
     *
     * @param choice the network whose estimate chooses the collective, where the exchange does not name one
     * @param most transfers at most
     */
    public static TransferCensus of(ExchangeSetting setting, ExchangeSpec spec, NetworkChoice choice, long most) {
        EventLoop loop = new EventLoop();
        Network model = choice.create(new NetworkContext(
                setting.topology(), setting.routing(), loop, new RandomStreams(setting.seed()), setting.rules()));
        Counting counting = new Counting(model, loop, most);
        NetworkSetup setup = new NetworkSetup(setting.topology(), setting.routing(), loop, counting, false);
        Step step = new Step(List.of(spec), List.of(new Begin(0), new Await(0)));
        boolean whole = true;
        try {
            new WorkloadExecutor(
                            setup,
                            setting.workerNodes(),
                            ExchangeRun.withoutCompute(),
                            setting.collectives(),
                            setting.execution().withRepetitionRecognised(false),
                            TimelineSink.NONE)
                    .run((index, needed) -> index < 1 ? step : null, ExecutionListener.NONE);
        } catch (RecordingNetwork.TooManyException e) {
            whole = false;
        }
        List<Alike> transfers = new ArrayList<>();
        counting.counts.forEach((key, count) ->
                transfers.add(new Alike(key.source(), key.target(), key.channel(), key.bytes(), count[0])));
        return new TransferCensus(transfers, counting.mostSenders, whole);
    }

    /** Transmissions of packets over links that it takes packet by packet; see {@link PacketCost}. */
    public double packetTransmissions(ExchangeSetting setting) {
        double sum = 0;
        for (Alike alike : transfers) {
            if (alike.source() != alike.target()) {
                int links = setting.routing().route(alike.source(), alike.target(), alike.channel()).length;
                sum += alike.count() * PacketCost.transmissions(alike.bytes(), links);
            }
        }
        return sum;
    }

    /** Carries everything at once and counts. */
    private static final class Counting extends ForwardingNetwork {
        private final EventLoop loop;
        private final long most;
        private final Map<Key, long[]> counts = new LinkedHashMap<>();
        private final Map<Integer, Map<Integer, Integer>> senders = new HashMap<>();
        private int mostSenders;
        private long sent;

        Counting(Network model, EventLoop loop, long most) {
            super(model);
            this.loop = loop;
            this.most = most;
        }

        @Override
        public void send(int sourceNode, int targetNode, long bytes, int channel, TransferListener done) {
            if (sent++ == most) {
                throw new RecordingNetwork.TooManyException();
            }
            counts.computeIfAbsent(new Key(sourceNode, targetNode, channel, bytes), key -> new long[1])[0]++;
            Map<Integer, Integer> present = senders.computeIfAbsent(targetNode, node -> new HashMap<>());
            if (sourceNode != targetNode) {
                present.merge(sourceNode, 1, Integer::sum);
                mostSenders = Math.max(mostSenders, present.size());
            }
            loop.schedule(loop.nowNanos() + 1, EventPriority.CHANGE, now -> {
                present.computeIfPresent(sourceNode, (node, count) -> count == 1 ? null : count - 1);
                done.completed(now);
            });
        }
    }
}
