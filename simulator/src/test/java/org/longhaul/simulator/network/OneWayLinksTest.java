package org.longhaul.simulator.network;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.simulator.network.flow.Cases;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.UnreachableException;
import org.longhaul.topology.unit.Bandwidth;

/** Lines that lead one way, of which shared media are made: acknowledgements go back another way. */
class OneWayLinksTest {
    private static final Bandwidth RATE = Bandwidth.parse("100 Mbit/s");
    private static final Bandwidth NONE = new Bandwidth(0);

    private static Link oneWay(String from, String to, Duration latency) {
        return new Link(from + to, from, to, RATE, NONE, latency, 0, null, null);
    }

    /** Everything between a and b, whatever its direction, crosses the line from in to out. */
    private static Topology bus() {
        Topology.Builder builder = Topology.builder("bus")
                .relayingHosts(false)
                .node(Node.host("a"))
                .node(Node.host("b"))
                .node(Node.switchOf("in"))
                .node(Node.switchOf("out"))
                .link(oneWay("in", "out", Duration.ofMillis(5)));
        for (String host : List.of("a", "b")) {
            builder.link(oneWay(host, "in", Duration.ZERO)).link(oneWay("out", host, Duration.ZERO));
        }
        return builder.build();
    }

    private static List<Long> ends(String model, int... sources) {
        Cases.Run run = new Cases.Run(NetworkModels.byId(model), bus());
        List<Long> ends = new ArrayList<>();
        for (int source : sources) {
            run.network.send(source, 1 - source, 25_000_000, 0, ends::add);
        }
        run.loop.runUntil(60_000_000_000L);
        return ends;
    }

    @ParameterizedTest
    @ValueSource(strings = {"flow", "packet"})
    void opposingTransfersShareTheCapacityOfABus(String model) {
        double alone = ends(model, 0).get(0) * 1e-9;
        assertThat(alone).isBetween(2.0, 2.6);
        List<Long> both = ends(model, 0, 1);
        assertThat(both).hasSize(2);
        // 50 MB at 100 Mbit/s take 4 s; apart from each other the two would be done in the time of one.
        assertThat(both.get(1) * 1e-9).isBetween(4.0, 5.2);
    }

    @ParameterizedTest
    @ValueSource(strings = {"analytic", "flow", "packet"})
    void nothingTravelsWithoutAWayBackOrForth(String model) {
        Topology there = Topology.builder("there")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(oneWay("a", "b", Duration.ofMillis(1)))
                .build();
        assertThat(ends(model, 1)).hasSize(1);
        Cases.Run run = new Cases.Run(NetworkModels.byId(model), there);
        assertThatThrownBy(() -> {
                    run.network.send(1, 0, 1000, 0, now -> {});
                    run.loop.runUntil(10_000_000_000L);
                })
                .isInstanceOf(UnreachableException.class);
    }
}
