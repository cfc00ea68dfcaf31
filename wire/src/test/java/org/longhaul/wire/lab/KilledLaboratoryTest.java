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
    private static final long LATEST_MILLIS_OF_BUILDING = 1_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);

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
                hasOpened(owner, round);
            } else {
                staysUntil(random.nextLong(LATEST_MILLIS), owner);
            }
            kill(owner, round);
        }
    }

    @Test
    void nothingIsLeftInAUserNamespaceWhoseStarterWasKilled() throws Exception {
        Process owner = owner("nested", ROUNDS);
        String first = line(owner);
        assumeTrue("begun".equals(first), "user namespaces are off");
        isOpen(owner, ROUNDS);
        kill(owner, ROUNDS);
    }

    @Test
    void nothingIsLeftOfAnOwnerThatIsAskedToEnd() throws Exception {
        Process owner = owner("direct", ROUNDS + 1);
        hasOpened(owner, ROUNDS + 1);
        owner.destroy();
        assertThat(owner.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
        isGone(owner, ROUNDS + 1);
    }

    @Test
    void nothingIsLeftOfAnOwnerThatIsAskedToEndWhileItBuilds() throws Exception {
        Random random = new Random(Long.getLong("laboratory.seed", 1));
        for (int round = 0; round < ROUNDS; round++) {
            Process owner = owner("direct", ROUNDS + 2 + round);
            assertThat(line(owner)).isEqualTo("begun");
            staysUntil(random.nextLong(LATEST_MILLIS_OF_BUILDING), owner);
            owner.destroy();
            assertThat(owner.waitFor(PATIENCE.toSeconds(), TimeUnit.SECONDS)).isTrue();
            isGone(owner, ROUNDS + 2 + round);
        }
    }

    @Test
    void whatStillBuildsForAKilledOwnerIsEnded() throws Exception {
        int round = 2 * ROUNDS + 2;
        Process owner = owner("slow", round);
        hasOpened(owner, round, "late");
        kill(owner, round);
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

    /** The moment at which it is to be killed: until then it has not ended by itself. */
    private static void staysUntil(long millis, Process owner) throws InterruptedException {
        assertThat(owner.waitFor(millis, TimeUnit.MILLISECONDS)).isFalse();
    }

    private static void hasOpened(Process owner, int round, String... words) throws IOException {
        assertThat(line(owner)).isEqualTo("begun");
        isOpen(owner, round, words);
    }

    /** Its sleepers run, and it has said whatever else, in any order. */
    private static void isOpen(Process owner, int round, String... words) throws IOException {
        List<String> expected = new ArrayList<>(List.of("open", "asleep", "asleep"));
        expected.addAll(List.of(words));
        List<String> said = new ArrayList<>();
        while (said.size() < expected.size()) {
            said.add(line(owner));
        }
        assertThat(said).containsExactlyInAnyOrderElementsOf(expected);
        assertThat(sleepers(round)).hasSizeGreaterThanOrEqualTo(2);
    }

    /** A time that nobody else sleeps for. */
    private static String seconds(int round) {
        return "600." + ProcessHandle.current().pid() + "" + round;
    }

    /** Those that have not become it yet, too: a program enters its namespace first. */
    private static List<ProcessHandle> sleepers(int round) {
        String marked = "sleep " + seconds(round);
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(marked))
                .toList();
    }

    /** Kills an owner, and waits for the end of what it had started, its watchdog too. */
    private static void kill(Process owner, int round) throws Exception {
        List<ProcessHandle> all = owner.descendants().toList();
        owner.destroyForcibly().waitFor();
        for (ProcessHandle each : all) {
            each.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        isGone(owner, round);
    }

    private static List<ProcessHandle> with(String word) {
        return ProcessHandle.allProcesses()
                .filter(process -> process.info().commandLine().orElse("").contains(word))
                .toList();
    }

    private static String prefix(Process owner) {
        return "longhaul-" + owner.pid() + "-";
    }

    private static void isGone(Process owner, int round) throws Exception {
        // Its watchdog first, which ends what was being built when the owner ended.
        for (ProcessHandle each : with(prefix(owner))) {
            each.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        for (ProcessHandle each : sleepers(round)) {
            each.onExit().get(PATIENCE.toSeconds(), TimeUnit.SECONDS);
        }
        assertThat(Namespaces.named(prefix(owner))).isEmpty();
        assertThat(with(prefix(owner))).isEmpty();
        assertThat(sleepers(round)).isEmpty();
    }
}
