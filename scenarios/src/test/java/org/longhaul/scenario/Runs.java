package org.longhaul.scenario;

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
        try (RunDirectory directory = RunDirectory.create(folder, yaml, List.of(), manifest(folder, yaml))) {
            return engine(plan(yaml), directory).run();
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Runs a scenario's file, which may name others beside it, in a folder that does not exist yet. */
    public static RunRecord run(Path folder, Path file) {
        try {
            String yaml = Files.readString(file);
            ScenarioReader.Source source = READER.read(file);
            RunPlan plan = Planner.plan(source.scenario(), source.document(), null);
            try (RunDirectory directory = RunDirectory.create(folder, yaml, List.of(), manifest(folder, yaml))) {
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
        return new Manifest(
                Manifest.FORMAT,
                folder.getFileName().toString(),
                "2026-01-01T00:00:00Z",
                folder.resolveSibling("test.yaml").toAbsolutePath().toString(),
                Hashing.sha256().hashString(yaml, StandardCharsets.UTF_8).toString(),
                List.of(),
                folder.resolveSibling("").toAbsolutePath().toString(),
                List.of(1L),
                "cpu",
                2,
                "0",
                "0",
                null,
                "test",
                "test",
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
