package org.longhaul.scenario.claim;

import com.google.common.hash.Hashing;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.function.Supplier;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.command.shared.Environment;
import org.longhaul.scenario.engine.RunEngine;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.experiment.Experiment;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.run.Json;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.training.tensor.Device;

/**
 * The runs of claims by training, each in a run directory of its own below one folder. What was trained before it was stopped
 * stays there and goes on from there. A directory belongs to a scenario's text and to a program: another program trains anew. So it is
 * with the figures of an experiment, each seed's in a file.
 *
 * <p>Thread-safety: different runs may be under way at a time.
 */
public final class KeptTrainings {
    private static final String MANIFEST = "manifest.json";
    private static final int DIGITS = 16;

    /** How directories are called here; what is called otherwise is somebody else's. */
    private static final Pattern NAME = Pattern.compile("[a-z0-9-]*-[0-9a-f]{" + DIGITS + "}");

    private static final Pattern FIGURES = Pattern.compile(NAME + "\\.figures\\.json");

    private final Path folder;
    private final String program;
    private final RunControl control;
    private final Set<Path> used = ConcurrentHashMap.newKeySet();

    /**
     * Runs below a folder.
     *
     * @param folder made when first needed
     * @param control asks them to stop
     * @throws IOException if the program's own files cannot be read
     */
    public KeptTrainings(Path folder, RunControl control) throws IOException {
        this(folder, ProgramDigest.ofThisProgram(), control);
    }

    KeptTrainings(Path folder, String program, RunControl control) {
        this.folder = folder;
        this.program = program;
        this.control = control;
    }

    /** What can ask them to stop. */
    RunControl control() {
        return control;
    }

    /**
     * The record of a run: from where it stands, or from its first step.
     *
     * @throws RunControl.StoppedException if it was asked to stop; everything up to there is kept
     */
    RunRecord run(ScenarioReader.Source source, RunPlan plan, ProgressListener progress) throws IOException {
        Path directory = directory(source);
        used.add(directory);
        try (RunDirectory kept = directory(directory, source, plan)) {
            return new RunEngine(plan, kept, Device.CPU, 1, control, progress).run();
        }
    }

    /**
     * The figures of an experiment under a seed: those that are kept, or those that it finds now, which are kept from then on.
     *
     * @param find trains it
     */
    Map<String, Double> figures(Selection<Experiment<?>> experiment, long seed, Supplier<Map<String, Double>> find) {
        Path file =
                folder.resolve(experiment.id() + "-" + seed + "-" + digest(experiment + " " + seed) + ".figures.json");
        used.add(file);
        try {
            if (Files.exists(file)) {
                return Json.unseal(file, Files.readAllBytes(file), Figures.class)
                        .of();
            }
            Map<String, Double> found = find.get();
            Files.createDirectories(folder);
            AtomicFiles.write(file, Json.sealed(new Figures(experiment.toString(), seed, found)));
            return found;
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** What is kept of an experiment under a seed. */
    private record Figures(String experiment, long seed, Map<String, Double> of) {}

    private String digest(String text) {
        return Hashing.sha256()
                .newHasher()
                .putString(program, StandardCharsets.UTF_8)
                .putString(text, StandardCharsets.UTF_8)
                .hash()
                .toString()
                .substring(0, DIGITS);
    }

    private RunDirectory directory(Path directory, ScenarioReader.Source source, RunPlan plan) throws IOException {
        if (Files.exists(directory.resolve(MANIFEST))) {
            return RunDirectory.open(directory);
        }
        String text = source.document().text();
        Manifest manifest = Environment.manifest(
                String.valueOf(directory.getFileName()),
                directory.resolve("scenario.yaml"),
                text,
                folder,
                plan.seeds(),
                Device.CPU,
                1);
        return RunDirectory.create(directory, text, source.files(), manifest);
    }

    private Path directory(ScenarioReader.Source source) {
        String digest = digest(source.document().text());
        String name = source.scenario().name().toLowerCase(Locale.ROOT).replaceAll("[^a-z0-9]+", "-");
        return folder.resolve(name + "-" + digest);
    }

    /**
     * Deletes the runs and figures below the folder that were kept here, were not asked for and that nobody is at: of former programs
     * and texts. Other runs that lie there stay.
     */
    public void deleteOthers() throws IOException {
        if (!Files.isDirectory(folder)) {
            return;
        }
        List<Path> all;
        try (Stream<Path> entries = Files.list(folder)) {
            all = entries.filter(KeptTrainings::isOurs).toList();
        }
        for (Path each : all) {
            if (!used.contains(each) && !(Files.isDirectory(each) && RunDirectory.isInUse(each))) {
                AtomicFiles.delete(each);
            }
        }
    }

    private static boolean isOurs(Path entry) {
        String name = String.valueOf(entry.getFileName());
        return FIGURES.matcher(name).matches()
                || (NAME.matcher(name).matches() && Files.isRegularFile(entry.resolve(MANIFEST)));
    }
}
