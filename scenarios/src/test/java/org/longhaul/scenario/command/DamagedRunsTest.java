package org.longhaul.scenario.command;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import java.util.stream.Stream;
import org.junit.jupiter.api.Assertions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.RunRecordJson;
import org.longhaul.scenario.Runs;
import org.longhaul.scenario.command.shared.ExitCode;
import org.longhaul.scenario.engine.RunEngine;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.training.tensor.Device;
import picocli.CommandLine;

/**
 * A finished run and one that was stopped half-way, damaged in every way that a disk, a copy or a hand can damage them: each
 * command answers with the undisturbed result or with the file that is damaged and a way on. Every build tries a slice;
 * {@code -Dlonghaul.damage=all} tries everything.
 */
final class DamagedRunsTest {
    private static final long SEED = 20_261_128;
    private static final int SLICE = 8;
    private static final CommandLine PROGRAM = Longhaul.create();
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String SCENARIO =
            """
            name: damaged
            topology: {builder: star, hosts: 2, bandwidth: 1 Gbit/s, latency: 5 ms}
            compute: {stepTime: 100 ms}
            model: {kind: quadratic, layers: 1, elements: 8}
            training:
              steps: 16
              batch: 1
              context: 1
              optimizer: {kind: adamw, learningRate: 0.05}
              evaluateEvery: 8
            methods:
              - id: ddp
              - {id: diloco, parameterPeriod: 4}
            checkpoints: {everySteps: 4}
            """;

    @TempDir
    static Path folder;

    private static RunRecord undisturbed;

    /** One file of one run and what is done to it. */
    private record Damage(String run, String file, Way way) {}

    /** What can happen to a file. */
    private enum Way {
        DELETED,
        EMPTY,
        CUT,
        LENGTHENED,
        BIT_FLIPPED,
        NUMBER_CHANGED,
        OTHER_JSON,
        OTHER_VERSION,
        DIRECTORY,
        ENDLESS,
        OF_THE_OTHER_METHOD
    }

    @BeforeAll
    static void runTwice() throws IOException {
        Path file = Files.writeString(folder.resolve("damaged.yaml"), SCENARIO);
        Said.done(
                "run",
                file.toString(),
                "--out",
                folder.resolve("finished").toString(),
                "--quiet",
                "--runs",
                folder.resolve("runs").toString());
        undisturbed = RunRecordJson.read(folder.resolve("finished/record.json"));
        Path stopped = folder.resolve("stopped");
        RunControl control = new RunControl();
        ProgressListener stopper = new ProgressListener() {
            private boolean isSecond;

            @Override
            public void unitStarted(String label, long seed, int unit, int units, long steps) {
                isSecond = unit == 2;
            }

            @Override
            public void stepped(long stepsDone, double loss, boolean trained) {
                if (isSecond && stepsDone == 9) {
                    control.stop();
                }
            }
        };
        try (RunDirectory directory =
                RunDirectory.create(stopped, SCENARIO, List.of(), Runs.manifest(stopped, SCENARIO))) {
            new RunEngine(Runs.plan(SCENARIO), directory, Device.CPU, 1, control, stopper).run();
            Assertions.fail("the run was to be stopped");
        } catch (RunControl.StoppedException e) {
            assertThat(stopped.resolve("units/02-diloco-seed1/checkpoint-9")).isDirectory();
        }
    }

    private static List<Damage> damages() throws IOException {
        List<Damage> all = new ArrayList<>();
        for (String run : List.of("finished", "stopped")) {
            Path directory = folder.resolve(run);
            try (Stream<Path> files = Files.walk(directory)) {
                for (Path file : files.filter(Files::isRegularFile).sorted().toList()) {
                    String name = directory.relativize(file).toString();
                    if (!List.of("run.lock", "report.html", "timeline.json").contains(name)) {
                        Arrays.stream(Way.values()).forEach(way -> all.add(new Damage(run, name, way)));
                    }
                }
            }
        }
        return all;
    }

    @Test
    void everyDamageIsNamedOrHarmless() throws IOException {
        List<Damage> damages = damages();
        assertThat(damages).hasSizeGreaterThan(150);
        Random random = new Random(SEED);
        Collections.shuffle(damages, random);
        boolean all = "all".equals(System.getProperty("longhaul.damage"));
        int[] codes = new int[4];
        List<String> wrong = new ArrayList<>();
        for (Damage damage : all ? damages : damages.subList(0, SLICE)) {
            Path copy = folder.resolve("copy");
            delete(copy);
            copy(folder.resolve(damage.run()), copy);
            inflict(damage, copy.resolve(damage.file()), random);
            try {
                codes[tryReport(damage, copy)]++;
                codes[tryResume(damage, copy)]++;
                tryRuns(damage, copy);
            } catch (AssertionError e) {
                wrong.add(String.valueOf(e.getMessage()));
            }
        }
        System.out.println("damaged runs: report and resume answered " + Arrays.toString(codes) + " times 0 to 3");
        assertThat(wrong).isEmpty();
        assertThat(codes[ExitCode.WRONG_INPUT]).isPositive();
    }

    private static int tryReport(Damage damage, Path run) {
        Said said = answer(damage, "report", run.toString());
        if (said.code() == ExitCode.DONE) {
            assertUndisturbed(damage, run);
        } else {
            assertThat(said.code()).as(damage + said.err()).isEqualTo(ExitCode.WRONG_INPUT);
            assertThat(said.err()).as(damage.toString()).contains("record.json", "Maybe", "longhaul");
        }
        return said.code();
    }

    private static int tryResume(Damage damage, Path run) {
        Said said = answer(damage, "resume", run.toString(), "--quiet");
        if (said.code() == ExitCode.DONE) {
            assertUndisturbed(damage, run);
            return said.code();
        }
        assertThat(said.code()).as(damage + said.err()).isEqualTo(ExitCode.WRONG_INPUT);
        String file = String.valueOf(Path.of(damage.file()).getFileName());
        assertThat(said.err()).as(damage.toString()).contains(file, "Maybe");
        Said again = answer(damage, "resume", run.toString(), "--quiet", "--retrain");
        if (damage.file().startsWith("units")) {
            assertThat(again.code()).as(damage + again.err()).isEqualTo(ExitCode.DONE);
            assertThat(again.err()).as(damage.toString()).contains(file, "again");
            assertUndisturbed(damage, run);
        } else {
            assertThat(again.code()).as(damage + again.err()).isEqualTo(ExitCode.WRONG_INPUT);
        }
        return said.code();
    }

    private static void tryRuns(Damage damage, Path run) {
        Path runs = run.resolveSibling("others");
        delete(runs);
        try {
            Files.createDirectories(runs);
            Files.writeString(runs.resolve("elsewhere.txt"), run + "\n");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        answer(damage, "runs", "rebuild", "--runs", runs.toString());
        answer(damage, "runs", "list", "--runs", runs.toString());
    }

    private static Said answer(Damage damage, String... arguments) {
        List<String> all = new ArrayList<>(List.of(arguments));
        if (!arguments[0].equals("runs")) {
            all.addAll(List.of("--runs", folder.resolve("runs").toString()));
        }
        Said said = Assertions.assertTimeout(
                PATIENCE, () -> Said.to(PROGRAM, all.toArray(String[]::new)), () -> damage + ": " + all);
        assertThat(said.code())
                .as(damage + ", " + all + ": " + said.err())
                .isIn(ExitCode.DONE, ExitCode.INCOMPLETE, ExitCode.WRONG_INPUT);
        return said;
    }

    private static void assertUndisturbed(Damage damage, Path run) {
        RunRecord record = RunRecordJson.read(run.resolve("record.json"));
        assertThat(record.provenance().fingerprint())
                .as(damage.toString())
                .isEqualTo(undisturbed.provenance().fingerprint());
        for (int i = 0; i < undisturbed.methods().size(); i++) {
            assertThat(figures(record.methods().get(i)))
                    .as(damage.toString())
                    .isEqualTo(figures(undisturbed.methods().get(i)));
        }
    }

    private static List<Object> figures(MethodRecord method) {
        return List.of(
                method.label(),
                method.outcome(),
                method.totals().simulatedNanos(),
                method.totals().steps(),
                method.curve(),
                method.workers(),
                method.arcs(),
                method.exchanges());
    }

    private static void inflict(Damage damage, Path file, Random random) throws IOException {
        byte[] bytes = Files.readAllBytes(file);
        switch (damage.way()) {
            case DELETED -> Files.delete(file);
            case EMPTY -> Files.write(file, new byte[0]);
            case CUT -> Files.write(file, Arrays.copyOf(bytes, bytes.length / 2));
            case LENGTHENED -> Files.write(file, Arrays.copyOf(bytes, bytes.length + 7));
            case BIT_FLIPPED -> {
                bytes[random.nextInt(bytes.length)] ^= (byte) (1 << random.nextInt(8));
                Files.write(file, bytes);
            }
            case NUMBER_CHANGED -> Files.write(file, withOtherDigit(bytes, random));
            case OTHER_JSON -> Files.writeString(file, "{\"methods\": [], \"steps\": 1}");
            case OTHER_VERSION -> {
                String text = new String(bytes, StandardCharsets.ISO_8859_1);
                String other = text.replaceFirst("(\"(?:format|schemaVersion)\"\\s*:\\s*)\\d+", "$199");
                Files.write(
                        file,
                        (other.equals(text) ? "version 99\n" + text : other).getBytes(StandardCharsets.ISO_8859_1));
            }
            case DIRECTORY -> {
                Files.delete(file);
                Files.createDirectory(file);
            }
            case ENDLESS -> {
                Files.delete(file);
                Files.createSymbolicLink(file, Path.of("/dev/zero"));
            }
            case OF_THE_OTHER_METHOD -> {
                String other = file.toString().contains("01-ddp-seed1")
                        ? file.toString().replace("01-ddp-seed1", "02-diloco-seed1")
                        : file.toString().replace("02-diloco-seed1", "01-ddp-seed1");
                Path source = Files.isRegularFile(Path.of(other)) && !other.equals(file.toString())
                        ? Path.of(other)
                        : folder.resolve("damaged.yaml");
                Files.write(file, Files.readAllBytes(source));
            }
        }
    }

    private static byte[] withOtherDigit(byte[] bytes, Random random) {
        List<Integer> digits = new ArrayList<>();
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] >= '0' && bytes[i] <= '9') {
                digits.add(i);
            }
        }
        byte[] changed = bytes.clone();
        int at = digits.isEmpty() ? bytes.length / 2 : digits.get(random.nextInt(digits.size()));
        changed[at] = (byte) (changed[at] == '7' ? '3' : '7');
        return changed;
    }

    private static void copy(Path from, Path to) throws IOException {
        try (Stream<Path> files = Files.walk(from)) {
            for (Path file : files.toList()) {
                Files.copy(file, to.resolve(from.relativize(file)));
            }
        }
    }

    private static void delete(Path path) {
        if (!Files.exists(path)) {
            return;
        }
        try (Stream<Path> files = Files.walk(path)) {
            for (Path file : files.sorted(Collections.reverseOrder()).toList()) {
                Files.delete(file);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }
}
