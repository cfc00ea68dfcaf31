package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.scenario.engine.RunEngine;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.replay.Replay;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.training.tensor.Device;

/** Runs scenarios inside a test, without the command line. */
public final class Runs {
    public static final ScenarioReader READER = new ScenarioReader(Extensions.load());

    private Runs() {}

    /** Plans the text of a scenario. */
    public static RunPlan plan(String yaml) {
        ScenarioReader.Source source = READER.parse("test.yaml", yaml);
        return Planner.plan(source.scenario(), source.document(), null);
    }

    /** Runs the text of a scenario in a folder that does not exist yet. */
    public static RunRecord run(Path folder, String yaml) {
        try {
            RunPlan plan = plan(yaml);
            Manifest manifest = manifest(folder, Path.of("test.yaml"), yaml, plan.seeds());
            try (RunDirectory directory = RunDirectory.create(folder, yaml, List.of(), manifest)) {
                return engine(plan, directory).run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The same, replayed: on its own network a recorded run gives what it gave, departures and time line included. */
    public static RunRecord runAndReplay(Path folder, String yaml) {
        RunRecord run = run(folder, yaml);
        try {
            RunRecord replayed = Replay.of(folder).run(ScenarioChanges.none());
            assertThat(replayed.methods()).isEqualTo(run.methods());
            assertThat(replayed.provenance().fingerprint())
                    .isEqualTo(run.provenance().fingerprint());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        return run;
    }

    /** Checks that the figures of a run's replay on its own network are those of the run, to the bit. */
    public static void assertReplays(Path folder, RunRecord run) {
        try {
            assertThat(figures(Replay.of(folder).figures(ScenarioChanges.none())))
                    .isEqualTo(figures(run));
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** The methods without what a replay for figures leaves out. */
    private static List<MethodRecord> figures(RunRecord run) {
        return run.methods().stream()
                .map(method -> new MethodRecord(
                        method.label(),
                        method.id(),
                        method.seed(),
                        method.settings(),
                        method.outcome(),
                        method.marks(),
                        method.totals(),
                        method.curve(),
                        method.workers(),
                        method.arcs(),
                        method.exchanges(),
                        method.memory(),
                        null,
                        List.of(),
                        method.dollars(),
                        null,
                        method.validity(),
                        method.hearings(),
                        method.absences()))
                .toList();
    }

    /** Runs a scenario's file, which may name others beside it, in a folder that does not exist yet. */
    public static RunRecord run(Path folder, Path file) {
        try {
            String yaml = Files.readString(file);
            ScenarioReader.Source source = READER.read(file);
            RunPlan plan = Planner.plan(source.scenario(), source.document(), null);
            Manifest manifest = manifest(folder, file, yaml, plan.seeds());
            try (RunDirectory directory = RunDirectory.create(folder, yaml, source.files(), manifest)) {
                return engine(plan, directory).run();
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    public static RunEngine engine(RunPlan plan, RunDirectory directory) {
        return new RunEngine(plan, directory, Device.CPU, 1, new RunControl(), new ProgressListener() {});
    }

    public static Manifest manifest(Path folder, String yaml) {
        return manifest(folder, Path.of("test.yaml"), yaml, List.of(1L));
    }

    private static Manifest manifest(Path folder, Path file, String yaml, List<Long> seeds) {
        return new Manifest(
                Manifest.FORMAT,
                folder.getFileName().toString(),
                "2026-01-01T00:00:00Z",
                file.toAbsolutePath().normalize().toString(),
                Hashing.sha256().hashString(yaml, StandardCharsets.UTF_8).toString(),
                List.of(),
                folder.resolveSibling("").toAbsolutePath().toString(),
                seeds,
                "cpu",
                2,
                "0",
                "0",
                null,
                "test",
                "test",
                null,
                Map.of());
    }

    /** The only record of a label. */
    public static MethodRecord method(RunRecord record, String label) {
        return record.seedsOf(label).get(0);
    }

    public static double hours(MethodRecord record) {
        return record.totals().simulatedNanos() / 3.6e12;
    }

    public static double seconds(MethodRecord record) {
        return record.totals().simulatedNanos() / 1e9;
    }
}
