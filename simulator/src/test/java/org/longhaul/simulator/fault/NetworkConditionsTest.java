package org.longhaul.simulator.fault;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.network.ArcState;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

class NetworkConditionsTest {

    private final Topology topology = Topologies.star(3, Bandwidth.parse("1 Gbit/s"), Duration.ofMillis(2));

    private static Incident incident(Effect... effects) {
        return new Incident("test", Incident.Kind.FAILURE, "test", 0, 10, List.of(effects));
    }

    @Test
    void effectsOfSeveralIncidentsCompose() {
        NetworkConditions conditions = new NetworkConditions(topology);
        conditions.begin(incident(new Effect.ArcRate(0, 0.5), new Effect.ArcLoss(0, 0.1)));
        conditions.begin(incident(
                new Effect.ArcRate(0, 0.2), new Effect.ArcLatency(0, 2, 1_000_000), new Effect.ArcLoss(0, 0.5)));
        conditions.begin(incident(new Effect.ArcLatency(0, 1.5, -500_000)));
        ArcState state = conditions.arc(0);
        assertThat(state.up()).isTrue();
        assertThat(state.bitsPerSecond()).isEqualTo(100_000_000);
        assertThat(state.latencyNanos()).isEqualTo(6_500_000);
        assertThat(state.lossRate()).isCloseTo(1 - 0.9 * 0.5, within(1e-15));
        assertThat(conditions.arc(1)).isEqualTo(ArcState.of(topology, 1));
    }

    @Test
    void anElementIsUpOnlyIfNoneHoldsItDown() {
        NetworkConditions conditions = new NetworkConditions(topology);
        Incident link = incident(new Effect.LinkDown(1));
        Incident node = incident(new Effect.NodeDown(topology.hosts()[1], 7));
        conditions.begin(link);
        conditions.begin(node);
        conditions.begin(link);
        conditions.end(link);
        assertThat(conditions.isLinkUp(1)).isFalse();
        conditions.end(link);
        assertThat(conditions.isLinkUp(1)).as("its host is still down").isFalse();
        assertThat(conditions.arc(2).up()).isFalse();
        assertThat(conditions.arc(3).up()).isFalse();
        conditions.end(node);
        assertThat(conditions.isLinkUp(1)).isTrue();
        assertThat(conditions.restartNanos(topology.hosts()[1])).isEqualTo(7);
    }

    @Test
    void noRateIsNoLink() {
        NetworkConditions conditions = new NetworkConditions(topology);
        conditions.begin(incident(new Effect.ArcRate(2, 0)));
        assertThat(conditions.arc(2).up()).isFalse();
        assertThat(conditions.arc(3).up()).isTrue();
    }

    @Test
    void afterTheLastIncidentEverythingIsTheTopologysToTheBit() {
        Random random = new Random(5);
        for (int round = 0; round < 200; round++) {
            NetworkConditions conditions = new NetworkConditions(topology);
            List<Incident> open = new ArrayList<>();
            for (int i = 0; i < 40; i++) {
                if (open.isEmpty() || random.nextInt(3) > 0) {
                    Incident begun = incident(randomEffect(random), randomEffect(random));
                    conditions.begin(begun);
                    open.add(begun);
                } else {
                    conditions.end(open.remove(random.nextInt(open.size())));
                }
            }
            assertThat(conditions.fingerprint() == 0).isEqualTo(open.isEmpty());
            while (!open.isEmpty()) {
                conditions.end(open.remove(random.nextInt(open.size())));
            }
            assertThat(conditions.fingerprint()).isZero();
            for (int arc = 0; arc < topology.arcCount(); arc++) {
                assertThat(conditions.arc(arc)).isEqualTo(ArcState.of(topology, arc));
            }
            for (int host : topology.hosts()) {
                assertThat(conditions.slowDown(host)).isEqualTo(1);
                assertThat(conditions.isNodeUp(host)).isTrue();
            }
        }
    }

    private Effect randomEffect(Random random) {
        int arc = random.nextInt(topology.arcCount());
        int host = topology.hosts()[random.nextInt(3)];
        return switch (random.nextInt(6)) {
            case 0 -> new Effect.LinkDown(arc / 2);
            case 1 -> new Effect.NodeDown(host, random.nextInt(10));
            case 2 -> new Effect.SlowNode(host, 1 + random.nextDouble());
            case 3 -> new Effect.ArcRate(arc, random.nextDouble());
            case 4 -> new Effect.ArcLatency(arc, 1 + random.nextDouble(), random.nextInt(1000));
            default -> new Effect.ArcLoss(arc, random.nextDouble());
        };
    }
}
