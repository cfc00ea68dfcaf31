package org.longhaul.scenario.extend;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.disturbance.Disturbances;
import org.longhaul.analysis.record.disturbance.FaultCost;
import org.longhaul.analysis.record.disturbance.FlowRecord;
import org.longhaul.scenario.command.Said;
import org.longhaul.simulator.collective.CollectiveFactory;
import org.longhaul.simulator.fault.FaultModel;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.traffic.TrafficModel;
import org.longhaul.topology.build.TopologyBuilder;

/** A topology, a network model, a collective, a fault model and background traffic, one class each, in a scenario. */
final class UsersNetworkTest {
    private static final int STEPS = 8;
    private static final double SHARE = (9000 - 52) / (9000 + 38.0);
    private static final double BYTES_PER_SECOND = 10e6;

    @TempDir
    private Path folder;

    @Test
    void oneClassEachIsEnough() throws IOException {
        MethodRecord method = UsersServices.run(
                        folder,
                        Map.of(
                                TopologyBuilder.class, Road.class,
                                NetworkModel.class, Goodput.class,
                                CollectiveFactory.class, Relay.class,
                                FaultModel.class, Blink.class,
                                TrafficModel.class, Heartbeat.class),
                        UsersServices.scenario("network.yaml"))
                .methods()
                .get(0);
        double vector = method.totals().volume().chargedBytes() / (double) STEPS;
        Disturbances disturbances = Objects.requireNonNull(method.disturbances());

        // Three workers: two hops up and two down, each the latency from town to town and the vector at what headers
        // leave.
        double step = 0.1 + 4 * (0.005 + vector / (BYTES_PER_SECOND * SHARE));
        assertThat(Objects.requireNonNull(disturbances.calmNanos()) / 1e9).isCloseTo(STEPS * step, within(1e-6));

        double seconds = method.totals().simulatedNanos() / 1e9;
        FaultCost blink = disturbances.faults().get(0);
        assertThat(blink.model()).isEqualTo("blink");
        assertThat(blink.incidents()).isEqualTo((long) seconds);
        // Nothing moves on road1 while it is off; a moment costs nothing where nobody sends over it.
        assertThat(Objects.requireNonNull(blink.costNanos()) / 1e9)
                .isPositive()
                .isCloseTo(seconds - STEPS * step, within(1e-6))
                .isLessThanOrEqualTo(0.2 * blink.incidents() + 1e-6);

        // Both receivers get 10 kB at 0 s, 0.5 s, 1 s, ...; this model shares no links, so that it costs nothing.
        assertThat(disturbances.contentionNanos()).isZero();
        assertThat(disturbances.flows()).extracting(FlowRecord::name).containsOnly("heartbeat");
        assertThat(disturbances.flows().stream().mapToLong(FlowRecord::bytes).sum())
                .isBetween((long) (2 * 10_000 * Math.floor(2 * seconds)), (long) (2 * 10_000 * Math.ceil(2 * seconds)));
    }

    @Test
    void theNetworkModelIsExplainedAndCompared() throws IOException {
        Map<Class<?>, Class<?>> services = Map.of(
                TopologyBuilder.class, Road.class,
                NetworkModel.class, Goodput.class,
                CollectiveFactory.class, Relay.class,
                FaultModel.class, Blink.class,
                TrafficModel.class, Heartbeat.class);
        String file = Files.writeString(folder.resolve("network.yaml"), UsersServices.scenario("network.yaml"))
                .toString();
        UsersServices.doWith(folder, services, () -> {
            // Two links of the road and two doors, 10 MB at the share that headers leave.
            String explained = Said.done(
                    "network", "explain", file, "--from", "host0", "--to", "host2", "--bytes", "10MB", "--json");
            long nanos = Math.round(1e9 * (0.010 + 10e6 / (BYTES_PER_SECOND * SHARE)));
            assertThat(explained).contains("{\"model\":\"goodput\",\"nanos\":" + nanos);
            assertThat(Said.done("network", "compare", file)).containsPattern("(?m)^ +goodput \\d.* to flow$");
        });
    }
}
