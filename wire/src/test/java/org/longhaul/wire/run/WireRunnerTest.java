package org.longhaul.wire.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.command.shared.Environment;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.training.tensor.Device;
import org.longhaul.wire.incident.RunStory;
import org.longhaul.wire.incident.WireSession;
import org.longhaul.wire.record.WireFolder;
import org.longhaul.wire.rendezvous.Token;

/** However a session ends, the run's record says so. */
final class WireRunnerTest {
    private static final String SCENARIO =
            """
            name: two
            topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 0 s}
            compute: {stepTime: 10 ms}
            model: {kind: quadratic, layers: 2, elements: 20000}
            training: {steps: 6, batch: 2, optimizer: {kind: adamw, learningRate: 3e-3}}
            methods: [{id: ddp}]
            """;

    private static final RunnerProgress DEAF = new RunnerProgress() {
        @Override
        public void note(String sentence) {}

        @Override
        public void joined(int rank, String host, List<Integer> missing) {}

        @Override
        public void began(String label, long seed, long steps) {}

        @Override
        public void stepped(long steps, double perSecond, double loss) {}

        @Override
        public void ended(String label, long seed, long steps, double perSecond, double loss, String how) {}
    };

    @TempDir
    Path folder;

    /** Nothing starts there. */
    private record Nowhere(Exception why) implements StartedProcesses.Place {
        @Override
        public Process start(int rank, ProcessBuilder program) throws IOException {
            if (why instanceof IOException e) {
                throw e;
            }
            throw (RuntimeException) why;
        }

        @Override
        public @Nullable String address(int rank) {
            return null;
        }
    }

    private WireRunner runner(RunDirectory directory, WirePlan plan, Token token) throws IOException {
        return new WireRunner(
                plan,
                directory,
                new RunnerSettings(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        token,
                        null,
                        Set.of(),
                        Duration.ofSeconds(5),
                        Duration.ofSeconds(5),
                        0),
                DEAF);
    }

    private WireSession ended(Exception why) throws IOException {
        Path file = Files.writeString(folder.resolve("two.yaml"), SCENARIO);
        Path run = folder.resolve("run");
        WirePlan plan = WirePlan.of(file, ScenarioChanges.none(), null);
        Token token = Token.fresh();
        try (RunDirectory directory = RunDirectory.create(
                run,
                SCENARIO,
                List.of(),
                Environment.manifest("run", file, SCENARIO, folder, List.of(1L), Device.CPU, 1))) {
            WireRunner runner = runner(directory, plan, token);
            StartedProcesses processes = new StartedProcesses(run, token, new Nowhere(why), (rank, line) -> {});
            assertThatThrownBy(() -> runner.run(processes, List.of(0))).isSameAs(why);
            // What comes later says nothing of why it ended.
            runner.abandon("the run was stopped at once");
        }
        return RunStory.read(new WireFolder(run)).sessions().get(0);
    }

    @Test
    void whatTheStarterCannotDoEndsTheSessionOnRecord() throws IOException {
        WireSession session = ended(new IOException("no space left on device"));

        assertThat(session.ended()).isNotNull();
        assertThat(session.trouble()).isEqualTo("who started it could not go on: no space left on device");
    }

    @Test
    void soDoesAFaultOfIt() throws IOException {
        WireSession session = ended(new IllegalStateException("a fault"));

        assertThat(session.ended()).isNotNull();
        assertThat(session.trouble()).isEqualTo("who started it could not go on: a fault");
    }
}
