package org.longhaul.study.sweep;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.Extensions;
import org.longhaul.scenario.ScenarioReader;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.planner.Planner;
import org.longhaul.scenario.file.FileFinder;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.file.YamlReader;

/**
 * Finds out which axes change what is trained, by planning with their values one axis at a time and comparing the plans of the
 * trainings; and plans every combination of those that do. On the way it refuses what no scenario takes.
 *
 * <p>That an axis has no influence where the others have their first values is no proof that it never has. So a point is never
 * simulated with a training on this evidence alone: the replay compares plans again, and a point that turns out to train
 * otherwise is given trainings of its own.
 */
final class TrainingScan {
    /** Attempts to find a point that can be planned. */
    private static final int ATTEMPTS = 100;

    /** More combinations of what changes trainings are refused. */
    static final int MOST_GROUPS = 100_000;

    private final Sweep sweep;
    private final ScenarioReader reader = new ScenarioReader(Extensions.load());
    private final YamlDocument document;
    private final FileFinder files;
    private final Map<TrainingGroup.Identity, TrainingGroup> groups = new LinkedHashMap<>();
    private final Map<Long, TrainingGroup> byCombination = new HashMap<>();
    private final List<Integer> trainingBlocks = new ArrayList<>();
    private final List<String> warnings = new ArrayList<>();

    /** A point, planned. */
    record Planned(ScenarioReader.Source source, RunPlan plan) {}

    /** A scan of a sweep over a scenario. */
    TrainingScan(Sweep sweep) {
        this.sweep = sweep;
        Path scenario = Objects.requireNonNull(sweep.file().scenario());
        document = YamlReader.read(scenario);
        files = FileFinder.from(ScenarioReader.folderOf(scenario));
    }

    /** Tries all axes and plans what is trained. @throws InvalidFileException if an axis is impossible */
    void scan() {
        BitSet points = sweep.points();
        AxisCheck check = new AxisCheck(sweep, reader, document, files);
        check.all(points.nextSetBit(0));
        long base = plannable(points);
        TrainingGroup.Identity first = TrainingGroup.Identity.of(plan(base).plan());
        Grid grid = sweep.grid();
        for (int block = 0; block < grid.blocks(); block++) {
            if (changesTraining(base, block, first)) {
                trainingBlocks.add(block);
            }
        }
        Map<Long, Long> combinations = new LinkedHashMap<>();
        for (int point = points.nextSetBit(0); point >= 0; point = points.nextSetBit(point + 1)) {
            combinations.putIfAbsent(combination(point), (long) point);
            if (combinations.size() > MOST_GROUPS) {
                throw sweep.refusedKey(
                        "axes",
                        "axes that change what is trained have more than 100,000 combinations, each a training of every method"
                                + " that they touch: " + trainingAxes(),
                        "fewer values of them; axes of the network alone need no training");
            }
        }
        combinations.forEach((combination, point) -> {
            try {
                byCombination.put(combination, group(plan(point)));
            } catch (InvalidFileException | IllegalArgumentException e) {
                // Another point of this combination may fit together; each is planned by itself.
                warnings.add("point " + (point + 1) + " cannot be planned: " + firstLine(e));
            }
        });
    }

    private long plannable(BitSet points) {
        int attempts = 0;
        RuntimeException last = null;
        for (int point = points.nextSetBit(0);
                point >= 0 && attempts < ATTEMPTS;
                point = points.nextSetBit(point + 1)) {
            try {
                plan(point);
                return point;
            } catch (InvalidFileException | IllegalArgumentException e) {
                last = e;
                attempts++;
            }
        }
        throw sweep.refusedKey(
                "axes",
                "none of the first " + attempts + " points can be planned; the last because: "
                        + Objects.requireNonNull(last).getMessage(),
                null);
    }

    private boolean changesTraining(long base, int block, TrainingGroup.Identity first) {
        for (int index : AxisCheck.tried(sweep.grid().size(block))) {
            try {
                if (!TrainingGroup.Identity.of(plan(AxisCheck.with(sweep.grid(), base, block, index))
                                .plan())
                        .equals(first)) {
                    return true;
                }
            } catch (InvalidFileException | IllegalArgumentException e) {
                // It says nothing of what is trained.
            }
        }
        return false;
    }

    /**
     * Plans a point.
     *
     * @throws InvalidFileException if the scenario cannot be run so
     * @throws IllegalArgumentException if a change leads nowhere
     */
    Planned plan(long point) {
        ScenarioReader.Source source = reader.bind(sweep.changes(point).in(document), files);
        return new Planned(source, Planner.plan(source.scenario(), source.document(), null));
    }

    /** The group of a planned point; a new one where none trains like it. */
    synchronized TrainingGroup group(Planned planned) {
        return groups.computeIfAbsent(
                TrainingGroup.Identity.of(planned.plan), identity -> TrainingGroup.of(planned.source, planned.plan));
    }

    /** The group that a point most likely belongs to; null where nothing is known. */
    @Nullable
    TrainingGroup likely(long point) {
        return byCombination.get(combination(point));
    }

    private long combination(long point) {
        long combination = 0;
        for (int block : trainingBlocks) {
            combination = combination * sweep.grid().size(block) + sweep.grid().index(point, block);
        }
        return combination;
    }

    /** The groups found so far. */
    synchronized List<TrainingGroup> groups() {
        return List.copyOf(groups.values());
    }

    /** Paths of the axes that change what is trained. */
    List<String> trainingAxes() {
        return sweep.grid().axes().stream()
                .filter(axis -> trainingBlocks.contains(axis.block()))
                .map(SweepAxis::path)
                .toList();
    }

    /** What was found that stands against some points. */
    List<String> warnings() {
        return List.copyOf(warnings);
    }

    static String firstLine(RuntimeException e) {
        return String.valueOf(e.getMessage()).lines().findFirst().orElse("no reason is known");
    }
}
