package org.longhaul.scenario.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.StringJoiner;
import java.util.regex.Pattern;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.RunPlan;
import org.longhaul.scenario.engine.plan.RunRecords;
import org.longhaul.scenario.engine.plan.StepsAhead;
import org.longhaul.scenario.engine.plan.TrainingFacts;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.scenario.engine.plan.UntrainedSteps;
import org.longhaul.scenario.engine.simulation.ReplayRefusedException;
import org.longhaul.scenario.run.DamagedFileException;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.scenario.run.RunDirectory;
import org.longhaul.scenario.run.UnitDirectory;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.scenario.section.ComputeKind;

/** The trainings of a run that is over, each with the plan that it followed. Immutable, so that threads may share it. */
public final class RecordedTrainings {
    private static final Pattern WITHOUT_VALUE = Pattern.compile(", \\w+ none(?=[,)])");

    /** A method under a seed. */
    private record Unit(String label, long seed) {}

    private final Map<Unit, TrainingPlan> plans = new LinkedHashMap<>();
    private final Map<Unit, UnitProgress> units = new LinkedHashMap<>();
    private final Map<TrainingPlan, UnitProgress> trainings = new LinkedHashMap<>();
    private final String fingerprint;

    private RecordedTrainings(String fingerprint) {
        this.fingerprint = fingerprint;
    }

    /**
     * Reads the trainings of a run.
     *
     * @param plan the plan that the run followed
     * @throws ReplayRefusedException if the run is not over, or was trained by another plan than this program reads from its
     *     scenario
     * @throws IOException if a file cannot be read, or is damaged
     */
    public static RecordedTrainings read(RunPlan plan, OnDisk files) throws IOException {
        RunDirectory directory = files.directory;
        List<MethodRecord> results = new ArrayList<>();
        Map<Unit, TrainingPlan> plans = new LinkedHashMap<>();
        Map<Unit, UnitProgress> own = new LinkedHashMap<>();
        for (long seed : plan.seeds()) {
            for (MethodPlan method : plan.methods()) {
                UnitDirectory unit = directory.unit(method.index(), method.label(), seed);
                MethodRecord result = unit.result();
                if (result == null) {
                    throw new ReplayRefusedException(directory.path() + " is not over: " + method.label() + ", seed "
                            + seed + ", has no result\nMaybe finish it: longhaul resume " + directory.path());
                }
                results.add(result);
                Unit key = new Unit(method.label(), seed);
                TrainingPlan training = method.training().withSeed(seed);
                plans.put(key, training);
                UnitProgress progress = files.training(method, seed);
                if (progress != null) {
                    requireSame(directory, method, training, progress);
                    own.put(key, progress);
                }
            }
        }
        RecordedTrainings all = new RecordedTrainings(
                RunRecords.fingerprint(plan.methods().get(0).measures(), results));
        all.plans.putAll(plans);
        all.units.putAll(own);
        own.forEach((unit, progress) -> all.keep(plans.get(unit), progress));
        return all;
    }

    private void keep(@Nullable TrainingPlan plan, UnitProgress progress) {
        if (plan != null && plan.isShared() && progress.isOver()) {
            trainings.putIfAbsent(plan, progress);
        }
    }

    private static void requireSame(
            RunDirectory directory, MethodPlan method, TrainingPlan plan, UnitProgress progress) {
        Map<String, String> trained = progress.header().training();
        TrainingFacts.words(plan).forEach((name, words) -> {
            String before = trained.get(name);
            if (before == null || !stated(words).equals(stated(before))) {
                throw new ReplayRefusedException(directory.path() + ": " + method.label() + " was trained with " + name
                        + " " + before + ", and this version reads " + words + " from the run's scenario");
            }
        });
    }

    /** The same without settings that have no value: an earlier version may not have known them, which is the same. */
    private static String stated(String words) {
        return WITHOUT_VALUE.matcher(words).replaceAll("");
    }

    /** The trainings of a run directory, each read once. Not thread-safe. */
    public static final class OnDisk {
        private final RunDirectory directory;
        private final Map<Unit, UnitProgress> known = new LinkedHashMap<>();

        public OnDisk(RunDirectory directory) {
            this.directory = directory;
        }

        private @Nullable UnitProgress training(MethodPlan method, long seed) throws IOException {
            Unit key = new Unit(method.label(), seed);
            UnitProgress training = known.get(key);
            if (training == null) {
                training = directory.unit(method.index(), method.label(), seed).training();
                if (training != null) {
                    known.put(key, training);
                }
            }
            return training;
        }

        /**
         * What is known ahead of the steps of methods whose trainings the directory holds; the others' are followed. A damaged one is
         * refused with a {@link ReplayRefusedException}.
         */
        public StepsAhead ahead() {
            return (method, steps) -> {
                UnitProgress training;
                try {
                    training = training(method, method.training().seed());
                } catch (DamagedFileException e) {
                    throw new ReplayRefusedException(
                            e.getMessage()
                                    + "\nMaybe put it back from a copy, or replay the run again that trained it: longhaul replay RUN");
                } catch (IOException e) {
                    throw new UncheckedIOException(e);
                }
                return training == null
                        ? StepsAhead.FOLLOWED.of(method, steps)
                        : UntrainedSteps.of(training, method.trainedGroups(), steps);
            };
        }
    }

    /** Hash over everything that the run computed. */
    public String fingerprint() {
        return fingerprint;
    }

    /**
     * A recorded training that serves for a method.
     *
     * @param training what the method would train
     * @return that of the method itself, else an equal one; null if nothing like it was trained
     */
    private @Nullable UnitProgress of(String label, TrainingPlan training) {
        Unit unit = new Unit(label, training.seed());
        UnitProgress own = training.equals(plans.get(unit)) ? units.get(unit) : null;
        if (own != null && own.isOver()) {
            return own;
        }
        UnitProgress equal = trainings.get(training);
        return equal == null ? own : equal;
    }

    /**
     * The training that serves for a method under a seed.
     *
     * @throws ReplayRefusedException if nothing like it was trained
     */
    public UnitProgress require(MethodPlan method, long seed) {
        UnitProgress known = of(method.label(), method.training().withSeed(seed));
        if (known == null) {
            throw new ReplayRefusedException(method.label() + ", seed " + seed + ": " + why(method, seed));
        }
        return known;
    }

    /** What is known ahead of a method's steps: what it did when it was recorded. */
    public StepsAhead ahead() {
        return (method, steps) -> UntrainedSteps.of(firstOf(method), method.trainedGroups(), steps);
    }

    /** The training whose first steps are a method's, of which a forecast may know that it ends earlier. */
    private UnitProgress firstOf(MethodPlan method) {
        TrainingPlan training = method.training();
        Unit unit = new Unit(method.label(), training.seed());
        TrainingPlan recorded = plans.get(unit);
        UnitProgress own = units.get(unit);
        boolean isShortened = recorded != null && training.equals(recorded.withSteps(training.steps()));
        return own != null && isShortened ? own : require(method, training.seed());
    }

    /**
     * Refuses a plan that needs other trainings than these.
     *
     * @param manifest that of the run, with the step times that it measured
     * @throws ReplayRefusedException naming each method and why its training would be another one
     */
    public void requireAll(RunPlan plan, Manifest manifest) {
        Map<String, Set<String>> methods = new LinkedHashMap<>();
        for (long seed : plan.seeds()) {
            for (MethodPlan method : plan.methods()) {
                TrainingPlan training = method.training().withSeed(seed);
                if (of(method.label(), training) == null) {
                    methods.computeIfAbsent(why(method, seed), why -> new LinkedHashSet<>())
                            .add(method.label());
                } else if (method.compute().settings() instanceof ComputeKind.Measured) {
                    measured(manifest, training);
                }
            }
        }
        if (!methods.isEmpty()) {
            StringJoiner text = new StringJoiner("\n");
            text.add("what was recorded is not what would be trained:");
            methods.forEach((why, labels) -> text.add(String.join(", ", labels) + ": " + why));
            throw new ReplayRefusedException(text.toString());
        }
    }

    /** What keeps a recorded training from serving. */
    private String why(MethodPlan method, long seed) {
        TrainingPlan wanted = method.training().withSeed(seed);
        TrainingPlan recorded = plans.get(new Unit(method.label(), seed));
        if (recorded == null) {
            List<String> labels =
                    plans.keySet().stream().map(Unit::label).distinct().toList();
            if (!labels.contains(method.label())) {
                return "no method of this name was trained; recorded: " + String.join(", ", labels)
                        + Spelling.maybe(method.label(), labels).replace('\n', ' ');
            }
            return "seed " + seed + " was not trained; recorded: "
                    + plans.keySet().stream()
                            .map(unit -> Long.toString(unit.seed()))
                            .distinct()
                            .collect(Collectors.joining(", "));
        }
        return TrainingFacts.differences(recorded, wanted).stream()
                .map(each -> each.name() + " " + each.recorded() + " when it was recorded, " + each.wanted() + " here")
                .collect(Collectors.joining("; "));
    }

    /** What the recorded run measured. @throws ReplayRefusedException if it measured nothing like it */
    static long measured(Manifest manifest, TrainingPlan training) {
        Long nanos = manifest.measuredNanos().get(TrainingFacts.measurement(training));
        if (nanos == null) {
            throw new ReplayRefusedException("compute is to be measured, and the recorded run has not measured the "
                    + TrainingFacts.measurement(training)
                    + "\nMaybe state how long a step takes, as in compute={stepTime: 150 ms}");
        }
        return nanos;
    }
}
