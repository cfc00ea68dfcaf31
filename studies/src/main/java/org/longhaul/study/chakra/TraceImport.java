package org.longhaul.study.chakra;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.ReplayedRun;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.command.shared.Environment;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.plan.TrainingFacts;
import org.longhaul.scenario.engine.plan.UntrainedSteps;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.file.FileFinder;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.training.WorkerMemory;
import tools.jackson.core.JacksonException;
import tools.jackson.core.type.TypeReference;
import tools.jackson.databind.json.JsonMapper;

/**
 * Makes a run directory of execution traces, which is simulated and replayed like one that trained: the nodes say what its methods
 * did. What a trace of ours says besides (losses, scenario) is taken over; of a trace of others nothing is known but its nodes.
 */
public final class TraceImport {
    private static final WorkerMemory UNKNOWN = new WorkerMemory(0, 0, 0, 0);

    private final ImportedScenario scenario;
    private final ScenarioReader.Source source;
    private final RunPlan plan;

    private TraceImport(ImportedScenario scenario, ScenarioReader.Source source, RunPlan plan) {
        this.scenario = scenario;
        this.source = source;
        this.plan = plan;
    }

    /**
     * Reads the traces of a folder.
     *
     * @param names those to be read; empty for all
     * @param groups a file with the ranks of each group by name, as ASTRA-sim takes it; null for {@code NAME.groups.json} if it
     *     is there
     * @param changes of the scenario; a trace of others needs a network
     * @param heard hears what is read
     * @throws InvalidTraceException naming file and node
     * @throws IllegalArgumentException if a change leads nowhere
     * @throws org.longhaul.scenario.file.InvalidFileException if the traces cannot run on the network
     */
    public static TraceImport read(
            Path folder, List<String> names, @Nullable Path groups, ScenarioChanges changes, Consumer<String> heard)
            throws IOException {
        Map<String, List<Path>> files = RankFile.in(folder);
        List<ImportedTrace> traces = new ArrayList<>();
        for (String name : names.isEmpty() ? List.copyOf(files.keySet()) : names) {
            List<Path> paths = files.get(name);
            if (paths == null) {
                throw new InvalidTraceException(folder + " holds no trace '" + name + "'; it holds "
                        + String.join(", ", files.keySet()) + Spelling.maybe(name, files.keySet()));
            }
            heard.accept("Reading " + name + " ...");
            Path beside = folder.resolve(name + ".groups.json");
            Path stated = groups != null ? groups : Files.exists(beside) ? beside : null;
            ImportedTrace trace =
                    ImportedTrace.read(name, paths, stated == null ? Map.of() : groups(stated, paths.size()));
            if (trace.isOfTwoKinds()) {
                heard.accept(
                        "Warning: " + name + " has computations of the processor and of an accelerator, which go on"
                                + " beside each other there and one after another here: times come out too long");
            }
            traces.add(trace);
        }
        ImportedScenario scenario = new ImportedScenario(folder, traces, changes);
        YamlDocument document = scenario.document();
        ScenarioReader.Source source =
                new ScenarioReader(Extensions.load()).bind(document, FileFinder.from(scenario.files()));
        RunPlan plan = Planner.plan(
                source.scenario(),
                document,
                null,
                (method, steps) -> new UntrainedSteps(
                        scenario.trace(method.label(), method.training().seed()).steps(),
                        method.trainedGroups(),
                        UNKNOWN));
        return new TraceImport(scenario, source, plan);
    }

    private static Map<String, List<Integer>> groups(Path file, int ranks) throws IOException {
        try {
            Map<String, List<Integer>> groups = JsonMapper.shared()
                    .readValue(Files.readAllBytes(file), new TypeReference<Map<String, List<Integer>>>() {});
            groups.forEach((name, members) -> members.forEach(rank -> {
                if (rank < 0 || rank >= ranks) {
                    throw new InvalidTraceException(
                            file + ": the group '" + name + "' has rank " + rank + "; ranks are 0 to " + (ranks - 1));
                }
            }));
            return groups;
        } catch (JacksonException e) {
            throw new InvalidTraceException(file + ": " + e.getOriginalMessage()
                    + "; allowed: an object of lists of ranks, such as {\"1\": [0, 1], \"2\": [2, 3]}");
        }
    }

    /**
     * Makes the run directory; its methods are still to be simulated, as by {@code longhaul resume}.
     *
     * @param directory absent or empty
     */
    public void create(Path directory) throws IOException {
        Path target = directory.toAbsolutePath().normalize();
        Path runs = target.getParent() == null ? target : target.getParent();
        String text = source.document().text();
        Manifest manifest = new Manifest(
                Manifest.FORMAT,
                String.valueOf(target.getFileName()),
                Instant.now().truncatedTo(ChronoUnit.SECONDS).toString(),
                scenario.files().resolve("imported.yaml").toString(),
                Hashing.sha256().hashString(text, StandardCharsets.UTF_8).toString(),
                List.of(),
                runs.toString(),
                plan.seeds(),
                "cpu",
                1,
                Environment.version(),
                Environment.java(),
                null,
                Environment.operatingSystem(),
                Environment.hardware(),
                new ReplayedRun(scenario.run(), scenario.fingerprint()),
                Map.of());
        try (RunDirectory made = RunDirectory.create(directory, text, source.files(), manifest)) {
            for (long seed : plan.seeds()) {
                for (MethodPlan method : plan.methods()) {
                    made.unit(method.index(), method.label(), seed).saveTraining(training(method, seed));
                }
            }
        }
    }

    private UnitProgress training(MethodPlan method, long seed) {
        ImportedTrace trace = scenario.trace(method.label(), seed);
        TraceOrigin origin = trace.origin();
        try {
            return new UnitProgress(
                    TrainingFacts.header(method.training().withSeed(seed), method),
                    ImportedScenario.steps(trace),
                    List.of(),
                    trace.steps(),
                    null,
                    origin == null ? List.of() : origin.evaluations(),
                    0,
                    0,
                    origin == null ? null : origin.diverged(),
                    true,
                    UNKNOWN,
                    0);
        } catch (IllegalArgumentException e) {
            throw new InvalidTraceException(trace.name() + ": " + e.getMessage());
        }
    }
}
