package org.longhaul.wire.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.TimeUnit;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.command.Longhaul;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.wire.compare.MethodComparison;
import org.longhaul.wire.compare.WireComparison;
import org.longhaul.wire.record.RankRecord;
import org.longhaul.wire.record.SpanKind;
import org.longhaul.wire.record.WireFolder;
import org.longhaul.wire.record.WireRun;
import org.longhaul.wire.record.WireUnit;
import org.longhaul.wire.rendezvous.LostMember;
import org.longhaul.wire.rendezvous.MemberListener;
import org.longhaul.wire.rendezvous.RendezvousException;
import org.longhaul.wire.rendezvous.RendezvousMember;
import org.longhaul.wire.rendezvous.Token;
import org.longhaul.wire.run.WirePlan;

/** The command from end to end: real processes on the loopback address. Takes some seconds: virtual machines start. */
final class WireRunTest {
    private static final String SCENARIO =
            """
            name: two
            topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 0 s}
            compute: {stepTime: 10 ms}
            model: {kind: quadratic, layers: 2, elements: 20000}
            training: {steps: 6, batch: 2, optimizer: {kind: adamw, learningRate: 3e-3}}
            methods:
              - id: ddp
              - {id: diloco, parameterPeriod: 3}
            network: {library: gloo, overlap: none}
            """;

    private static final String WILD = "  - {id: diloco, label: wild, parameterPeriod: 1, outerLearningRate: 1e9}\n";

    @TempDir
    private Path folder;

    private final StringWriter out = new StringWriter();
    private final Heard err = new Heard();

    /** Standard error, and where the rendezvous listens once it says so there. */
    private static final class Heard extends StringWriter {
        private static final Pattern LISTENS = Pattern.compile("Waiting at ([0-9.]+):([0-9]+) for ");

        private final CompletableFuture<InetSocketAddress> rendezvous = new CompletableFuture<>();

        @Override
        public void flush() {
            Matcher said = LISTENS.matcher(toString());
            if (said.find()) {
                rendezvous.complete(new InetSocketAddress(said.group(1), Integer.parseInt(said.group(2))));
            }
        }
    }

    private int execute(String... arguments) {
        return Longhaul.create()
                .setOut(new PrintWriter(out))
                .setErr(new PrintWriter(err))
                .execute(arguments);
    }

    private String scenario() throws IOException {
        return Files.writeString(folder.resolve("two.yaml"), SCENARIO).toString();
    }

    /** One method between the two diverges: it ends alone, and the next one runs. */
    @Test
    void twoProcessesTrainAsOneDoes() throws IOException {
        Path run = folder.resolve("run");
        Path file = Files.writeString(
                folder.resolve("wild.yaml"),
                SCENARIO.replace("{kind: adamw, learningRate: 3e-3}", "{kind: sgd, learningRate: 1e-2}")
                        .replace("  - id: ddp\n", "  - id: ddp\n" + WILD));

        int code = execute(
                "wire", "run", file + "", "--local", "2", "--probe", "1", "--no-compare", "--quiet", "--out", run + "");

        assertThat(code).as(err.toString()).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(err.toString())
                .containsOnlyOnce("no result of ")
                .contains("no result of wild, seed 1: rank ", "loss is Infinity")
                .doesNotContain("the run ended early");
        WireFolder kept = new WireFolder(run);
        WireRun record = kept.read();
        assertThat(record.members()).hasSize(2);
        assertThat(record.units()).extracting(WireUnit::label).containsExactly("ddp", "wild", "diloco");
        for (WireUnit unit : record.units()) {
            if (unit.label().equals("wild")) {
                continue;
            }
            for (RankRecord rank : kept.ranks(record, unit)) {
                assertThat(rank.steps()).hasSize(6);
                assertThat(Objects.requireNonNull(rank.end()).isFinished()).isTrue();
            }
            long exchanged = kept.ranks(record, unit).get(1).steps().stream()
                    .flatMap(step -> step.spans().stream())
                    .filter(span -> span.name().kind() == SpanKind.EXCHANGE)
                    .count();
            assertThat(exchanged).isEqualTo(unit.label().equals("ddp") ? 6 : 2);
        }
        for (MethodComparison method :
                WireComparison.of(kept, new ProgressListener() {}).methods()) {
            if (method.method().equals("wild")) {
                assertThat(method.trouble()).contains("validation loss is Infinity");
                continue;
            }
            assertThat(method.trouble()).isNull();
            assertThat(method.losses().compared()).isGreaterThanOrEqualTo(6);
            assertThat(method.losses().largest()).isLessThan(1e-5);
            Long kernel = method.kernelBytes();
            if (kernel != null) {
                // Gloo puts 144 bytes before each segment.
                assertThat((double) kernel / method.payloadBytes()).isBetween(1.0, 1.05);
            }
        }
    }

    @Test
    void aMemberFromElsewhereKeepsWhatIsItsOwnByRunAndHandsItIn() throws Exception {
        Path run = folder.resolve("run");
        Path work = folder.resolve("work");
        Path token = Files.writeString(folder.resolve("token"), "a secret of this test alone");
        WireFolder own = new WireFolder(work.resolve("run"));
        Path lines = own.rankFile(new WireUnit(0, "ddp", 1), 1);
        Files.createDirectories(Objects.requireNonNull(lines.getParent()));
        Files.writeString(lines, "left by a run of the same name\n");
        String scenario = scenario();
        CompletableFuture<Process> joining = err.rendezvous.thenApply(at -> worker(List.of(
                scenario,
                "--rank",
                "1",
                "--rendezvous",
                at.getHostString() + ":" + at.getPort(),
                "--token-file",
                token + "",
                "--work",
                work + "")));

        int code = execute(
                "wire",
                "run",
                scenario,
                "--rendezvous",
                "127.0.0.1:0",
                "--start",
                "0",
                "--token-file",
                token + "",
                "--probe",
                "0",
                "--out",
                run + "");

        assertThat(code).as(err.toString()).isEqualTo(ExitCode.DONE);
        Process worker = joining.get(30, TimeUnit.SECONDS);
        assertThat(worker.waitFor(30, TimeUnit.SECONDS)).isTrue();
        assertThat(worker.exitValue())
                .as(Files.readString(folder.resolve("worker.log")))
                .isEqualTo(ExitCode.DONE);
        WireFolder kept = new WireFolder(run);
        WireRun record = kept.read();
        for (WireUnit unit : record.units()) {
            assertThat(kept.ranks(record, unit).get(1).steps()).hasSize(6);
            assertThat(own.rankFile(unit, 1)).hasSameTextualContentAs(kept.rankFile(unit, 1));
        }
        assertThat(run.resolve("handed-in")).doesNotExist();
    }

    @Test
    void aMemberThatTellsNonsenseIsLostAndNamed() throws Exception {
        Path file = Path.of(scenario());
        String secret = "a secret of this test alone";
        Path token = Files.writeString(folder.resolve("token"), secret);
        Map<String, String> facts =
                WirePlan.of(file, ScenarioChanges.none(), null).facts();
        CompletableFuture<Void> members = err.rendezvous.thenAcceptAsync(at -> {
            try (RendezvousMember first = member(at, secret, 0, facts);
                    RendezvousMember second = member(at, secret, 1, facts)) {
                second.tell("clock", "twelve");
                // Ends when this one is told that the other is lost.
                first.barrier("never", 2, Duration.ofSeconds(30));
            } catch (RendezvousException e) {
                assertThat(e).hasMessageContaining("rank 1 on elsewhere is lost");
            } catch (IOException e) {
                throw new AssertionError(e);
            }
        });

        int code = execute(
                "wire",
                "run",
                file + "",
                "--rendezvous",
                "127.0.0.1:0",
                "--token-file",
                token + "",
                "--probe",
                "0",
                "--out",
                folder.resolve("run") + "");

        members.get(30, TimeUnit.SECONDS);
        assertThat(code).isEqualTo(ExitCode.INCOMPLETE);
        assertThat(err.toString())
                .contains("the run ended early: rank 1 on elsewhere is lost")
                .contains("what it tells about 'clock' cannot be read: 'twelve'");
    }

    private static RendezvousMember member(InetSocketAddress at, String secret, int rank, Map<String, String> facts)
            throws IOException {
        return RendezvousMember.join(at, Token.of(secret), null, rank, "elsewhere", facts, DEAF);
    }

    private static final MemberListener DEAF = new MemberListener() {
        @Override
        public void ordered(String about, String text) {}

        @Override
        public void lost(LostMember lost) {}

        @Override
        public void ended(String why) {}
    };

    /** Joins from a process of its own, as one on another machine does: a worker ends its process when a run breaks. */
    private Process worker(List<String> arguments) {
        List<String> command = new ArrayList<>(List.of(
                Path.of(System.getProperty("java.home"), "bin", "java").toString(),
                "-XX:TieredStopAtLevel=1",
                "-XX:+UseSerialGC",
                "-Dorg.bytedeco.javacpp.platform.extension=",
                "-cp",
                System.getProperty("java.class.path"),
                Longhaul.class.getName(),
                "wire",
                "worker"));
        command.addAll(arguments);
        try {
            return new ProcessBuilder(command)
                    .redirectErrorStream(true)
                    .redirectOutput(folder.resolve("worker.log").toFile())
                    .start();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    @Test
    void whatCannotBeRunIsRefusedBeforeAnythingStarts() throws IOException {
        assertThat(execute("wire", "run", scenario(), "--local", "3")).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(err.toString()).contains("--local is 3; allowed: 2");

        for (List<String> wrong : List.of(
                List.of("wire", "run", folder + "/none.yaml", "--local", "2"),
                List.of("wire", "run", scenario()),
                List.of("wire", "compare", folder.toString()))) {
            assertThat(execute(wrong.toArray(String[]::new))).as(wrong + "").isEqualTo(ExitCode.WRONG_INPUT);
        }
    }

    @Test
    void aFolderOfARunThatWasKilledTooEarlySaysWhatToDo() throws IOException {
        Path run = Files.createDirectory(folder.resolve("early"));
        Path copy = Files.writeString(run.resolve("scenario.yaml"), SCENARIO);

        // Before manifest.json.
        assertThat(execute("wire", "run", "--resume", run + "", "--local", "2")).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(err.toString())
                .contains("the run in " + run + " ended while its folder was being made")
                .contains("longhaul wire run " + copy);
        err.getBuffer().setLength(0);
        for (List<String> command : List.of(
                List.of("wire", "compare", run + ""),
                List.of("wire", "calibrate", run + "", "--write", folder.resolve("hosts.yaml") + ""))) {
            assertThat(execute(command.toArray(String[]::new))).isEqualTo(ExitCode.WRONG_INPUT);
            assertThat(err.toString())
                    .contains("or its run ended before members were waited for", "longhaul wire run " + copy);
            err.getBuffer().setLength(0);
        }

        // A run of longhaul run.
        Files.createDirectories(folder.resolve("plain/units"));
        Files.writeString(folder.resolve("plain/scenario.yaml"), SCENARIO);
        Files.writeString(folder.resolve("plain/manifest.json"), "{}");
        assertThat(execute("wire", "run", "--resume", folder.resolve("plain") + "", "--local", "2"))
                .isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(err.toString()).contains("one process trained", "Maybe longhaul resume");
        err.getBuffer().setLength(0);

        // Before wire.json: members were waited for.
        Files.writeString(run.resolve("events.jsonl"), "");
        assertThat(execute("wire", "compare", run + "")).isEqualTo(ExitCode.WRONG_INPUT);
        assertThat(err.toString())
                .contains("its run ended before all members had met")
                .contains("longhaul wire run --resume " + run);
    }
}
