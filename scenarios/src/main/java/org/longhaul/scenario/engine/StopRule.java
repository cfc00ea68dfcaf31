package org.longhaul.scenario.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.run.UnitProgress.Evaluation;
import org.longhaul.topology.unit.Durations;

/** When training ends before all its steps are done. A rule depends on nothing but what it is asked about. */
sealed interface StopRule {

    /**
     * Whether no further step follows.
     *
     * @param stepsDone steps trained, at least 1
     * @param last the last evaluation; null when there was none
     * @param neededNanos simulated time at which the first worker would begin the next step
     */
    boolean stops(long stepsDone, @Nullable Evaluation last, long neededNanos);

    /** Whether losses alone decide, so that trainings that are alike end alike on every network. */
    boolean isOfTraining();

    /** The rule's words for a method that it stopped, such as {@code at the target}. */
    String words();

    /** Stops at the first evaluation after a step whose loss is at or below a target, nats per token. */
    record AtLoss(double nats) implements StopRule {
        @Override
        public boolean stops(long stepsDone, @Nullable Evaluation last, long neededNanos) {
            Double loss = last == null || last.step() != stepsDone ? null : last.validationLoss();
            return loss != null && loss <= nats;
        }

        @Override
        public boolean isOfTraining() {
            return true;
        }

        @Override
        public String words() {
            return "at the target, a loss of " + Quantities.loss(nats) + ",";
        }
    }

    /** Stops before the first step that would begin at a simulated time or later. */
    record AtTime(long nanos) implements StopRule {
        /** The time as a scenario would state it. */
        String time() {
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
