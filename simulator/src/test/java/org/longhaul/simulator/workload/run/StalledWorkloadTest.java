package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.catchThrowableOfType;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.event.EventLoop;
import org.longhaul.simulator.event.EventPriority;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.TransferListener;
import org.longhaul.simulator.network.TransferStatus;
import org.longhaul.simulator.network.estimate.TransferEstimate;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.execution.NetworkSetup;
import org.longhaul.simulator.workload.result.StalledWorkloadException;
import org.longhaul.topology.Node;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.UnreachableException;

class StalledWorkloadTest {

    /** Delivers everything at once, but nothing to or from one node. */
    private record Partitioned(Topology topology, EventLoop loop, int lost, List<TransferStatus> stuck)
            implements Network {

        @Override
        public void send(int sourceNode, int targetNode, long bytes, int channel, TransferListener done) {
            if (sourceNode == lost || targetNode == lost) {
                stuck.add(new TransferStatus(
                        topology.node(sourceNode).id(),
                        topology.node(targetNode).id(),
                        channel,
                        bytes,
                        0,
                        loop.nowNanos(),
                        "link switch -> host2, down"));
            } else {
                loop.schedule(loop.nowNanos() + 1, EventPriority.CHANGE, done::completed);
            }
        }

        @Override
        public void setArc(int arc, ArcState state) {
            throw new AssertionError("not part of this test");
        }

        @Override
        public TransferEstimate estimate() {
            return TransferEstimate.ALPHA_BETA;
        }

        @Override
        public void setRouting(Routing routing) {
            throw new AssertionError("not part of this test");
        }

        @Override
        public void reset(int sourceNode, int targetNode, int channel, long resumeNanos) {
            throw new AssertionError("not part of this test");
        }

        @Override
        public void resetNode(int node, long resumeNanos) {
            throw new AssertionError("not part of this test");
        }

        @Override
        public long arcPayloadBytes(int arc) {
            return 0;
        }

        @Override
        public long arcWireBytes(int arc) {
            return 0;
        }

        @Override
        public long stateFingerprint() {
            return stuck.size();
        }

        @Override
        public List<TransferStatus> activeTransfers() {
            return stuck;
        }
    }

    @Test
    void aPartitionEndsWithADiagnosisThatNamesWorkersExchangeAndLink() {
        Topology topology = Bench.star(4, "1 Gbit/s", Duration.ZERO);
        EventLoop loop = new EventLoop();
        NetworkSetup network = new NetworkSetup(
                topology,
                Routings.shortestLatency(topology),
                loop,
                new Partitioned(topology, loop, topology.hosts()[2], new ArrayList<>()),
                false);
        Step step = Bench.synchronous(Bench.allReduce("gradients", 4, 4_000, "ring"));
        StalledWorkloadException stalled = catchThrowableOfType(
                StalledWorkloadException.class,
                () -> Bench.run(network, 4, Bench.stepTime(4, 1000), Bench.repeat(step, 9)));
        assertThat(stalled).hasMessageContaining("cannot finish");
        assertThat(Bench.blockages(stalled))
                .anyMatch(line -> line.contains("worker 3 waits for exchange 'gradients' of step 1"))
                .anyMatch(line -> line.contains("in progress") && line.contains("not done for workers [0, 1, 2, 3]"))
                .anyMatch(line -> line.contains("transfer host") && line.contains("of 1000 bytes"))
                .anyMatch(line -> line.contains("link switch -> host2, down"));
    }

    @ParameterizedTest
    @ValueSource(strings = {"flow", Bench.FLUID, Bench.TRANSFERS, Bench.PACKET})
    void aLinkThatStaysDownEndsTheRunWithItsName(String model) {
        Topology topology = Bench.star(4, "1 Gbit/s", Duration.ofMillis(2));
        NetworkSetup network = Bench.network(topology, model);
        int arc = topology.outArc(topology.hosts()[2], 0);
        ArcState stated = ArcState.of(topology, arc);
        ArcState down = new ArcState(false, stated.bitsPerSecond(), stated.latencyNanos(), 0);
        network.loop().schedule(30_000_000, EventPriority.CHANGE, now -> network.network()
                .setArc(arc, down));
        Step step = Bench.synchronous(Bench.allReduce("gradients", 4, 1_000_000, "ring"));
        StalledWorkloadException stalled = catchThrowableOfType(
                StalledWorkloadException.class,
                () -> Bench.run(network, 4, Bench.stepTime(4, 1_000_000), Bench.repeat(step, 900)));
        String link = topology.links().get(arc >> 1).id();
        assertThat(Bench.blockages(stalled)).anyMatch(line -> line.contains("link " + link + ", down since 30 ms"));
    }

    @Test
    void aMissingRouteIsReportedByTheTopology() {
        Topology topology = Topology.builder("two islands")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .build();
        Step step = Bench.synchronous(Bench.allReduce("gradients", 2, 4_000, "ring"));
        assertThatThrownBy(() -> Bench.run(
                        Bench.network(topology, Bench.ANALYTIC), 2, Bench.stepTime(2, 1000), Bench.repeat(step, 1)))
                .isInstanceOf(UnreachableException.class)
                .hasMessageContaining("a")
                .hasMessageContaining("b");
    }
}
