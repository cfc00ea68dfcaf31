package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.simulator.collective.LibraryProfile;
import org.longhaul.simulator.collective.library.MpiLibrary;
import org.longhaul.simulator.collective.library.NcclLibrary;
import org.longhaul.simulator.collective.library.SocketsLibrary;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** Training whose exchanges are handed over to sockets. */
class HandOverWorkloadTest {

    private static final int WORKERS = 4;
    private static final long BYTES = 4_000_000;

    /** Steps that are recognised are as long as steps that are simulated, whatever the buffers of hosts that drift apart hold. */
    @ParameterizedTest
    @CsvSource({"sockets, 300000", "mpi, 300000", "nccl, 67108864"})
    void recognisedStepsAreAsLongAsSimulatedOnes(String library, long buffer) {
        LibraryProfile profile = profile(library, new DataSize(buffer));
        for (String collective : new String[] {"ring", "double-binary-tree"}) {
            for (String model : new String[] {Bench.FLUID, "flow"}) {
                ExecutionResult recognised = run(model, collective, profile, true);
                ExecutionResult simulated = run(model, collective, profile, false);
                assertThat(recognised.elapsedNanos()).isEqualTo(simulated.elapsedNanos());
                assertThat(recognised.fingerprint()).isEqualTo(simulated.fingerprint());
                assertThat(simulated.repeatedSteps()).isZero();
                // Others take more steps until the hosts begin them as far apart as the ones before, or do not stay
                // together.
                if (model.equals(Bench.FLUID) && collective.equals("ring") && library.equals("sockets")) {
                    assertThat(recognised.repeatedSteps()).isPositive();
                }
            }
        }
    }

    @Test
    void aRingBySiteIsDoneSoonerThanInWholeRounds() {
        long handedOver = run("flow", "ring", profile(SocketsLibrary.ID, new DataSize(1 << 26)), true)
                .elapsedNanos();
        long whole = run("flow", "ring", LibraryProfile.LOCKSTEP, true).elapsedNanos();
        assertThat(handedOver).isLessThan(whole);
    }

    private static LibraryProfile profile(String library, DataSize buffer) {
        return switch (library) {
            case SocketsLibrary.ID -> new SocketsLibrary().profile(new SocketsLibrary().defaults(), buffer);
            case MpiLibrary.ID -> new MpiLibrary().profile(new MpiLibrary().defaults(), buffer);
            default -> new NcclLibrary().profile(new NcclLibrary().defaults(), buffer);
        };
    }

    private static ExecutionResult run(String model, String collective, LibraryProfile library, boolean recognises) {
        Step step = Bench.synchronous(
                Bench.allReduce("first", WORKERS, BYTES, collective),
                Bench.allReduce("second", WORKERS, BYTES / 7, collective));
        return Bench.run(
                Bench.network(twoSites(), model),
                WORKERS,
                Bench.stepTime(WORKERS, 300_000_000),
                Bench.repeat(step, 8),
                ExecutionSettings.DEFAULT.withLibrary(library).withRepetitionRecognised(recognises),
                new ExecutionListener() {});
    }

    /** Hosts whose lines differ, so that they are not done at one time. */
    private static Topology twoSites() {
        Topology.Builder sites =
                Topology.builder("sites").node(Node.switchOf("west")).node(Node.switchOf("east"));
        for (int host = 0; host < WORKERS; host++) {
            String site = host < 2 ? "west" : "east";
            Bandwidth access = new Bandwidth(200_000_000L + 50_000_000L * host);
            sites.node(Node.host("h" + host, site));
            sites.link(
                    new Link("l" + host, "h" + host, site, access, access, Duration.ofNanos(250_000), 0, null, null));
        }
        Bandwidth line = new Bandwidth(100_000_000);
        return sites.link(new Link("line", "west", "east", line, line, Duration.ofMillis(8), 0, null, null))
                .build();
    }
}
