package org.longhaul.scenario.engine.plan;

import com.google.common.collect.ImmutableMap;
import java.util.Map;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.Assumption;
import org.longhaul.analysis.record.Mark;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.run.Manifest;
import org.longhaul.scenario.section.DataSection;
import org.longhaul.scenario.section.ReplicaSharing;
import org.longhaul.training.replica.ReplicaMode;

/**
 * Chooses how the replicas of a training share the device.
 *
 * <p>The choice decides the last bits of the losses. So where nothing is stated the CPU never measures, on which stacking gains
 * little; and what was measured is kept in the run's manifest, so that a resumed run chooses alike.
 */
public final class ReplicaRule {
    /** Stacked replicas must be faster by so much: a trial is short, and machines are noisy. */
    private static final double GAIN = 1.1;

    private ReplicaRule() {}

    /**
     * The mode of a training.
     *
     * @param trial nanoseconds of a step of all workers by mode; asked only where they are to be measured
     */
    public static ReplicaMode of(TrainingPlan plan, boolean onGpu, Supplier<Map<ReplicaMode, Long>> trial) {
        if (!isMeasured(plan, onGpu)) {
            return unmeasured(plan);
        }
        Map<ReplicaMode, Long> nanos = trial.get();
        return measured(nanos, ReplicaMode.STACKED) * GAIN <= measured(nanos, ReplicaMode.THREADED)
                ? ReplicaMode.STACKED
                : ReplicaMode.THREADED;
    }

    /** The mode where none is measured. */
    public static ReplicaMode unmeasured(TrainingPlan plan) {
        return plan.replicas() == ReplicaSharing.STACKED ? ReplicaMode.STACKED : ReplicaMode.THREADED;
    }

    /** Whether both modes are tried, side by side. */
    public static boolean isMeasured(TrainingPlan plan, boolean onGpu) {
        ReplicaSharing stated = plan.replicas();
        return (stated == ReplicaSharing.MEASURED || (stated == null && onGpu))
                && plan.workers() > 1
                && isStackable(plan);
    }

    private static long measured(Map<ReplicaMode, Long> nanos, ReplicaMode mode) {
        return Objects.requireNonNull(nanos.get(mode));
    }

    private static boolean isStackable(TrainingPlan plan) {
        return Made.model(plan).isStackable();
    }

    /**
     * Under which name the manifest keeps a measured step of all workers: what the steps do of their own, which is decided by
     * method, optimizer and who takes part, is in it as well as the model.
     */
    public static String measurement(TrainingPlan plan, ReplicaMode mode) {
        DataSection data = plan.data();
        return "step of " + plan.workers() + " replicas, " + SettingWords.kebab(mode) + ", "
                + SettingWords.of(plan.method()) + ", " + SettingWords.of(plan.optimizer()) + ", "
                + (plan.participation() == null ? "" : SettingWords.of(plan.participation()) + ", ")
                + SettingWords.of(plan.model()) + ", batch " + plan.batch() + " x "
                + (data.dataset() == null ? plan.context() : SettingWords.of(data.dataset())) + ", gradient "
                + plan.pass().words();
    }

    /** What was chosen and why, of a run that is over; null where it is what it always was, and where nothing was trained. */
    static @Nullable Assumption assumption(MethodPlan method, Manifest manifest) {
        TrainingPlan plan = method.training();
        ReplicaSharing stated = plan.replicas();
        boolean onGpu = manifest.device().equals("cuda");
        if (stated == null && !onGpu) {
            return null;
        }
        if (stated != null && stated != ReplicaSharing.MEASURED) {
            return assumption(method, SettingWords.kebab(stated) + ", as stated", Mark.STATED);
        }
        if (plan.workers() == 1 || !isStackable(plan)) {
            String why = plan.workers() == 1 ? "there is one replica" : "the model computes one replica at a time";
            return assumption(method, "threaded: " + why, Mark.INFERRED);
        }
        Long threaded = manifest.measuredNanos().get(measurement(plan, ReplicaMode.THREADED));
        Long stacked = manifest.measuredNanos().get(measurement(plan, ReplicaMode.STACKED));
        if (threaded == null || stacked == null) {
            return null;
        }
        Map<ReplicaMode, Long> nanos = ImmutableMap.of(ReplicaMode.THREADED, threaded, ReplicaMode.STACKED, stacked);
        return assumption(method, words(of(plan, onGpu, () -> nanos), nanos), Mark.MEASURED);
    }

    private static Assumption assumption(MethodPlan method, String words, Mark mark) {
        return new Assumption(
                "replicas of " + method.label(),
                words,
                mark,
                "How the replicas of the training shared the device; losses are the same to rounding.");
    }

    /** A choice with what was measured. */
    public static String words(ReplicaMode chosen, Map<ReplicaMode, Long> nanos) {
        return SettingWords.kebab(chosen) + ": a step of all replicas took "
                + Quantities.duration(measured(nanos, ReplicaMode.STACKED) / 1e9) + " stacked and "
                + Quantities.duration(measured(nanos, ReplicaMode.THREADED) / 1e9)
                + " one after another on each thread";
    }
}
