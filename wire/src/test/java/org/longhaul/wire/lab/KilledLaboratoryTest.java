package org.longhaul.wire.lab;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.TimeUnit;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;

/**
 * What is left of laboratories whose owners were killed: nothing. {@code -Dlaboratory.rounds=20} kills more of them, and
 * {@code -Dlaboratory.seed=2} at other moments. Several seconds: each owner is a virtual machine.
 */
class KilledLaboratoryTest {
    private static final int ROUNDS = Integer.getInteger("laboratory.rounds", 2);
    private static final long LATEST_MILLIS = 2_000;
    private static final Duration PATIENCE = Duration.ofSeconds(15);

    private final List<Process> owners = new ArrayList<>();

    @BeforeAll
    static void laboratoriesMayBeBuiltHere() {
        LabAbility ability = LabAbility.check();
        assumeTrue(ability.way() == LabAbility.Way.DIRECT, ability.reason());
    }

    @Test
    void nothingIsLeftOfOwnersThatWereKilledAtRandomMoments() throws Exception {
        Random random = new Random(Long.getLong("laboratory.seed", 1));
        for (int round = 0; round < ROUNDS; round++) {
            Process owner = owner("direct", round);
            // Every second one has its laboratory; the others are killed wherever they are.
            if (round % 2 == 0) {
                assertThat(line(owner)).isEqualTo("open");
                assertThat(sleepers(round)).isEqualTo(2);
            } else {
                Thread.sleep(random.nextLong(LATEST_MILLIS));
            }
            kill(owner, round);
        }
    }

    @Test
    void nothingIsLeftInAUserNamespaceWhoseStarterWasKilled() throws Exception {
        Process owner = owner("nested", ROUNDS);
        String first = line(owner);
        assumeTrue("open".equals(first), "user namespaces are off");
        assertThat(sleepers(ROUNDS)).isEqualTo(2);
        kill(owner, ROUNDS);
    }

    @Test
    void nothingIsLeftOfAnOwnerThatIsAskedToEnd() throws Exception {
        Process owner = owner("direct", ROUNDS + 1);
        assertThat(line(owner)).isEqualTo("open");
        owner.destroy();
        assertThat(owner.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        assertThat(Namespaces.named("longhaul-" + owner.pid() + "-")).isEmpty();
        assertThat(sleepers(ROUNDS + 1)).isZero();
    }

    @Test
    void theNextLaboratorySweepsWhatNobodyCouldRemove() {
        // No process has this number: it is beyond what Linux gives.
        String name = "longhaul-99999999-1-0-host0";
        SystemCommand.run(List.of(SystemCommand.path("ip"), "netns", "add", name), "");
        assertThat(Namespaces.sweep()).isPositive();
        assertThat(Namespaces.named(name)).isEmpty();
    }

    @AfterEach
    void endOwners() {
        owners.forEach(Process::destroyForcibly);
    }

    private Process owner(String way, int round) throws IOException {
        Process owner = new ProcessBuilder(
                        Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                        "-XX:TieredStopAtLevel=1",
                        "-XX:+UseSerialGC",
                        "-Xmx128m",
                        "-cp",
                        System.getProperty("java.class.path"),
                        LabOwner.class.getName(),
                        seconds(round),
                        way)
                .redirectError(ProcessBuilder.Redirect.INHERIT)
                .start();
        owners.add(owner);
        return owner;
    }

    private static String line(Process owner) throws IOException {
        BufferedReader reader = owner.inputReader();
        return String.valueOf(reader.readLine());
    }

    /** A time that nobody else sleeps for. */
    private static String seconds(int round) {
        return "600." + ProcessHandle.current().pid() + "" + round;
    }

    private static long sleepers(int round) {
        String marked = "sleep " + seconds(round);
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").endsWith(marked))
                .count();
    }

    private static void kill(Process owner, int round) throws Exception {
        owner.destroyForcibly().waitFor();
        long end = System.nanoTime() + PATIENCE.toNanos();
        String prefix = "longhaul-" + owner.pid() + "-";
        while (System.nanoTime() < end && !(Namespaces.named(prefix).isEmpty() && sleepers(round) == 0)) {
            Thread.sleep(50);
        }
        assertThat(Namespaces.named(prefix)).isEmpty();
        assertThat(sleepers(round)).isZero();
    }
}
