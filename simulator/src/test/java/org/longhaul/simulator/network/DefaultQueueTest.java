package org.longhaul.simulator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ServiceLoader;
import org.jspecify.annotations.NullMarked;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.network.flow.Cases;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** What a queue holds where the topology does not say. */
@NullMarked
class DefaultQueueTest {

    private static final int PACKET = 1500;

    @Test
    void itIsTheBandwidthDelayProductOnLongLines() {
        assertThat(DefaultQueue.bytes(12.5e6, 0.080, PACKET)).isEqualTo(1e6);
        assertThat(DefaultQueue.bytes(1.25e9, 0.030, PACKET)).isEqualTo(37.5e6);
    }

    @Test
    void withinABuildingItIsWhatPortsHold() {
        assertThat(DefaultQueue.bytes(125e6, 0.0001, PACKET)).isEqualTo(125e3);
        assertThat(DefaultQueue.bytes(12.5e9, 0.00002, PACKET)).isEqualTo(1.5e6);
        assertThat(DefaultQueue.bytes(1.25e6, 0.001, PACKET)).isEqualTo(48e3);
    }

    private static Topology star(@Nullable DataSize queue) {
        Topology.Builder star = Topology.builder("star").node(Node.switchOf("switch"));
        Bandwidth rate = new Bandwidth(1_000_000_000L);
        for (int host = 0; host < 4; host++) {
            star.node(Node.host("h" + host));
            star.link(new Link("l" + host, "h" + host, "switch", rate, rate, Duration.ofNanos(20_000), 0, queue, null));
        }
        return star.build();
    }

    private static NetworkModel<?> model(String id) {
        for (NetworkModel<?> model : ServiceLoader.load(NetworkModel.class)) {
            if (model.id().equals(id)) {
                return model;
            }
        }
        throw new AssertionError(id);
    }

    /** A ring of four in which data meet data, and one transfer beside it. */
    private static double[] ends(NetworkModel<?> model, @Nullable DataSize queue) {
        Cases.Run run = new Cases.Run(model, star(queue));
        double[] ends = new double[5];
        for (int host = 0; host < 4; host++) {
            run.send("h" + host, "h" + (host + 1) % 4, 3_000_000, 0, 0, ends, host);
        }
        run.send("h0", "h2", 1_000_000, 1, 0.001, ends, 4);
        run.loop.run();
        return ends;
    }

    @ParameterizedTest
    @ValueSource(strings = {"flow", "packet"})
    void aNetworkThatStatesItIsTheSameNetwork(String id) {
        double[] open = ends(model(id), null);
        assertThat(open).containsExactly(ends(model(id), new DataSize(125_000)), within(1e-9));
        assertThat(open).isNotEqualTo(ends(model(id), new DataSize(10_000)));
    }
}
