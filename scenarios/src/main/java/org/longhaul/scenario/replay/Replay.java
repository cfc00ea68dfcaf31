package org.longhaul.scenario.replay;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import java.util.stream.Stream;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.RecordedTrainings;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.planner.KnownMethods;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.engine.simulation.ReplayRefusedException;
import org.longhaul.scenario.file.BoundParts;
import org.longhaul.scenario.file.FileFinder;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.scenario.run.RunDirectory;

/**
 * A recorded run, read once, that answers what its methods would have taken on other networks.
 *
 * <pre>{@code
 * Replay replay = Replay.of(Path.of("runs/quick"));
 * RunRecord slow = replay.run(ScenarioChanges.none().set("topology.wide=100 Mbit/s"));
 * RunRecord far = replay.run(ScenarioChanges.none().on("{builder: two-sites, hostsPerSite: 2, wideLatency: 80 ms}"));
 * }</pre>
 *
 * <p>Losses are the recorded ones. What would train otherwise under the changes is refused with the reason: a training serves
 * where everything that decides its losses is equal, and where the network gives every answer that it was asked for when the
 * training ran. Natives of PyTorch are not needed. Immutable; threads may share it.
 */
public final class Replay {
    private final RunDirectory directory;
    private final ScenarioReader reader;
    private final YamlDocument document;
    private final RecordedTrainings recorded;

    private final BoundParts bound = new BoundParts();
    private final KnownMethods known = new KnownMethods();

    /** How many train, wherever they are; 0 where the scenario says so itself. */
    private final int workers;

    private Replay(
            RunDirectory directory,
            ScenarioReader reader,
            YamlDocument document,
            RecordedTrainings recorded,
            int workers) {
        this.directory = directory;
        this.reader = reader;
        this.document = document;
        this.recorded = recorded;
        this.workers = workers;
    }

    /**
     * Reads a run directory.
     *
     * @throws ReplayRefusedException if the run is not over, or another version of this program trained otherwise
     * @throws IOException if it is no run directory, or a file of it is damaged
     */
    public static Replay of(Path run) throws IOException {
        try (RunDirectory directory = RunDirectory.read(run)) {
            ScenarioReader reader = new ScenarioReader(Extensions.load());
            ScenarioReader.Source source = reader.read(directory.scenarioFile(), directory.inputs());
            RecordedTrainings.OnDisk files = new RecordedTrainings.OnDisk(directory);
            RunPlan plan = Planner.plan(
                    source.scenario(), source.document(), directory.manifest().seeds(), files.ahead());
            // Clients that are stated are as many on every network, with as many hosts as there are.
            boolean areStated = source.scenario().clients() != null
                    && plan.methods().stream()
                            .allMatch(method -> method.training().participation() != null);
            return new Replay(
                    directory,
                    reader,
                    source.document(),
                    RecordedTrainings.read(plan, files),
                    areStated ? 0 : plan.workers());
        }
    }

    /** What the run was started with. */
    public Manifest manifest() {
        return directory.manifest();
    }

    /** Hash over everything that the run computed. */
    public String fingerprint() {
        return recorded.fingerprint();
    }

    /** The scenario that the run followed. */
    public YamlDocument document() {
        return document;
    }

    /**
     * The run under some changes, checked: it can be simulated.
     *
     * <p>On another network the number of workers stays what it was, unless the changes or the scenario state it.
     *
     * @throws IllegalArgumentException if a change leads nowhere
     * @throws org.longhaul.scenario.file.InvalidFileException if the changed scenario cannot be run, with every reason
     * @throws ReplayRefusedException if a method would train otherwise
     */
    public ReplayPlan plan(ScenarioChanges changes) {
        YamlDocument changed = changed(changes);
        Set<Path> named = new LinkedHashSet<>();
        Set<Path> fresh = new LinkedHashSet<>();
        FileFinder originals = directory.originals();
        FileFinder copies = directory.inputs();
        ScenarioReader.Source source = reader.bind(
                changed,
                (field, written) -> {
                    Path original = originals.find(field, written);
                    named.add(original);
                    Path copy = copies.find(field, written);
                    if (changed.isPutIn(field) && !isSame(original, copy)) {
                        // What a change names is read as it is now, even where the run has a copy of what it was.
                        fresh.add(original);
                        return original;
                    }
                    return copy;
                },
                bound);
        boolean hasOwnSeeds =
                changes.list().stream().anyMatch(change -> change.path().startsWith("seeds"));
        RunPlan plan = Planner.plan(
                source.scenario(),
                source.document(),
                hasOwnSeeds ? null : manifest().seeds(),
                recorded.ahead(),
                known);
        recorded.requireAll(plan, manifest());
        return new ReplayPlan(directory, recorded, source.document(), List.copyOf(named), fresh, plan);
    }

    /** Whether a file, or the files right in a folder, are still what was copied when the run began. */
    private static boolean isSame(Path original, Path copy) {
        if (original.equals(copy)) {
            return true;
        }
        try {
            if (!Files.isDirectory(original) || !Files.isDirectory(copy)) {
                return Files.mismatch(original, copy) < 0;
            }
            List<String> names = names(original);
            boolean isSame = names.equals(names(copy));
            for (int i = 0; i < names.size() && isSame; i++) {
                isSame = Files.mismatch(original.resolve(names.get(i)), copy.resolve(names.get(i))) < 0;
            }
            return isSame;
        } catch (IOException e) {
            // Whoever reads it says what is wrong.
            return false;
        }
    }

    private static List<String> names(Path folder) throws IOException {
        try (Stream<Path> files = Files.list(folder)) {
            return files.filter(Files::isRegularFile)
                    .map(file -> String.valueOf(file.getFileName()))
                    .sorted()
                    .toList();
        }
    }

    private YamlDocument changed(ScenarioChanges changes) {
        YamlDocument changed = changes.list().isEmpty() ? document : changes.in(document);
        return changes.isOnAnotherNetwork()
                        && workers > 0
                        && !changed.findings().isWritten("workers")
                ? ScenarioChanges.none().set("workers=" + workers).in(changed)
                : changed;
    }

    /** Simulates the run under some changes; throws as {@link #plan} does, and where the network answers otherwise. */
    public RunRecord run(ScenarioChanges changes) {
        return plan(changes).run();
    }

    /**
     * The figures of the run under some changes: what {@link #run} gives, without what only a report shows.
     *
     * @throws IllegalArgumentException as {@link #plan} throws it
     * @see ReplayPlan#figures() for which parts are absent
     */
    public RunRecord figures(ScenarioChanges changes) {
        return plan(changes).figures();
    }
}
