package org.longhaul.scenario.engine.plan;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.text.MeasureWords;
import org.longhaul.scenario.run.UnitProgress.Evaluation;
import org.longhaul.topology.unit.Durations;

/** When training ends before all its steps are done. A rule depends on nothing but what it is asked about. */
public sealed interface StopRule {

    /**
     * Whether no further step follows.
     *
     * @param stepsDone steps trained, at least 1
     * @param last the last evaluation; null when there was none
     * @param neededNanos simulated time at which the first worker would begin the next step
     */
    boolean stops(long stepsDone, @Nullable Evaluation last, long neededNanos);

    /** Whether training alone decides, so that trainings that are alike end alike on every network. */
    boolean isOfTraining();

    /** The rule's words for a method that it stopped, such as {@code at the target}. */
    String words();

    /**
     * Stops at the first evaluation after a step that meets a target.
     *
     * @param measure a measure with values of its own
     * @param bound the value to be reached
     */
    record AtTarget(MeasureInfo measure, double bound) implements StopRule {
        @Override
        public boolean stops(long stepsDone, @Nullable Evaluation last, long neededNanos) {
            Double value = last == null || last.step() != stepsDone
                    ? null
                    : last.values().get(measure.id());
            return value != null && measure.meets(value, bound);
        }

        @Override
        public boolean isOfTraining() {
            return true;
        }

        @Override
        public String words() {
            String article = "aeiou".indexOf(measure.label().charAt(0)) < 0 ? "a " : "an ";
            return "at the target, " + article + measure.label() + " of " + MeasureWords.value(measure, bound) + ",";
        }
    }

    /** Stops before the first step that would begin at a simulated time or later. */
    record AtTime(long nanos) implements StopRule {
        /** The time as a scenario would state it. */
        public String time() {
            return Durations.shown(Duration.ofNanos(nanos));
        }

        @Override
        public boolean stops(long stepsDone, @Nullable Evaluation last, long neededNanos) {
            return neededNanos >= nanos;
        }

        @Override
        public boolean isOfTraining() {
            return false;
        }

        @Override
        public String words() {
            return "at " + time();
        }
    }
}
