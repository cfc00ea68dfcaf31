package org.longhaul.scenario.engine;

import com.google.common.collect.ImmutableMap;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.command.shared.Environment;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.training.tensor.Device;

/**
 * A run of a scenario from its text, in a folder that is gone afterwards: for programs that ask for figures and keep no run.
 *
 * @param record what came of it
 * @param traces what each method did in its steps under the first seed, by label; empty of methods that ended early
 */
public record OneOffRun(RunRecord record, Map<String, RunLengthTrace<StepEvents>> traces) {

    /** Copies the map. */
    public OneOffRun {
        traces = ImmutableMap.copyOf(traces);
    }

    /**
     * Runs a scenario on the CPU.
     *
     * @param threads threads that replicas are trained with; the figures do not depend on it
     * @throws org.longhaul.scenario.file.InvalidFileException if the scenario cannot be run, with every reason
     */
    public static OneOffRun of(ScenarioReader.Source source, int threads) {
        RunPlan plan = Planner.plan(source.scenario(), source.document(), null);
        try {
            Path folder = Files.createTempDirectory("longhaul-run-");
            try {
                return in(folder, source, plan, threads);
            } finally {
                AtomicFiles.delete(folder);
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    private static OneOffRun in(Path folder, ScenarioReader.Source source, RunPlan plan, int threads)
            throws IOException {
        String text = source.document().text();
        Path scenario = folder.resolve("scenario.yaml");
        Path runs = Objects.requireNonNull(folder.getParent());
        Manifest manifest = Environment.manifest(
                String.valueOf(folder.getFileName()), scenario, text, runs, plan.seeds(), Device.CPU, threads);
        try (RunDirectory directory = RunDirectory.create(folder, text, source.files(), manifest)) {
            RunRecord record = new RunEngine(
                            plan, directory, Device.CPU, threads, new RunControl(), new ProgressListener() {})
                    .run();
            return new OneOffRun(record, traces(plan, directory));
        }
    }

    private static Map<String, RunLengthTrace<StepEvents>> traces(RunPlan plan, RunDirectory directory)
            throws IOException {
        Map<String, RunLengthTrace<StepEvents>> traces = new LinkedHashMap<>();
        List<Long> seeds = plan.seeds();
        for (MethodPlan method : plan.methods()) {
            UnitProgress progress =
                    directory.unit(method.index(), method.label(), seeds.get(0)).training();
            if (progress != null) {
                traces.put(method.label(), progress.trace());
            }
        }
        return traces;
    }
}
