package org.longhaul.scenario.engine;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.engine.plan.StopRule;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.ReplayRefusedException;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.workload.Gathered;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.topology.unit.Durations;
import org.longhaul.training.communicate.Answer;

/**
 * A training that is over, played from its trace.
 *
 * <p>Where the network had a say in it, every say is heard again: who had arrived, who was there, whether a time was over. As
 * long as each is what it was when training ran, the recorded steps are those that would be trained here; the first that
 * differs ends the replay with a {@link ReplayRefusedException}.
 */
final class RecordedSteps implements UnitSteps {
    private final TrainingPlan plan;
    private final UnitProgress recorded;
    private final RunLengthTrace.Player<StepEvents> player;
    private final ProgressListener progress;
    /** Steps in the trace. */
    private final long traced;

    private long handedOut;

    RecordedSteps(TrainingPlan plan, UnitProgress recorded, ProgressListener progress) {
        this.plan = plan;
        this.recorded = recorded;
        this.player = recorded.trace().player();
        this.traced = recorded.trace().steps();
        this.progress = progress;
    }

    @Override
    public @Nullable StepEvents step(long index, long neededNanos) {
        checkTime(index, neededNanos);
        if (index < traced) {
            progress.stepped(Math.min(index + 1, recorded.steps()), Double.NaN, false);
            handedOut = index + 1;
            return player.step(index);
        }
        if (recorded.unanswered() != null && index == recorded.steps()) {
            handedOut = index + 1;
            return recorded.unanswered();
        }
        if (!recorded.isOver()) {
            throw new ReplayRefusedException("the network brought the recorded run to a halt after " + recorded.steps()
                    + " of " + plan.steps() + " steps, and here it would train on");
        }
        return null;
    }

    @Override
    public long repeat(long index, int period, long most) {
        StopRule rule = plan.until();
        boolean asksTime = rule != null && !rule.isOfTraining();
        long times = asksTime || plan.asksNetwork() ? 0 : Math.min(most, player.equalSteps(index, period) / period);
        if (times > 0) {
            handedOut = index + times * period;
            progress.stepped(Math.min(handedOut, recorded.steps()), Double.NaN, false);
        }
        return times;
    }

    /** Where a simulated time ends training, it must end it at the recorded step. */
    private void checkTime(long index, long neededNanos) {
        StopRule rule = plan.until();
        if (rule == null || rule.isOfTraining() || index == 0 || index > recorded.steps() || isEndedBefore(index)) {
            return;
        }
        boolean stops = rule.stops(index, null, neededNanos);
        boolean stopped = index == recorded.steps() && recorded.isOver();
        if (stops != stopped) {
            throw new ReplayRefusedException("training ends " + rule.words() + ": it " + ended() + " after "
                    + recorded.steps() + " steps when it was recorded, and here step " + (index + 1)
                    + (stops ? " would not be trained" : " would be, which begins at " + shown(neededNanos)));
        }
    }

    /** Whether no rule is asked any more: all steps are done, those for nothing on top, or training diverged. */
    private boolean isEndedBefore(long index) {
        return index == recorded.steps() && (index >= plan.steps() || recorded.diverged() != null);
    }

    private String ended() {
        if (recorded.diverged() != null) {
            return "diverged";
        }
        return recorded.isOver() ? "did" : "came to a halt";
    }

    private static String shown(long nanos) {
        return Durations.shown(Duration.ofNanos(nanos));
    }

    @Override
    public void gathered(Gathered gathered) {
        boolean isUnanswered = handedOut > traced;
        StepEvents asking = handedOut == 0 ? null : isUnanswered ? recorded.unanswered() : player.step(handedOut - 1);
        if (asking == null) {
            if (!gathered.present().equals(recorded.presentAtFirst())) {
                throw new ReplayRefusedException("the method asks who is there before the first step: "
                        + recorded.presentAtFirst() + " when it was recorded, " + gathered.present() + " here");
            }
            return;
        }
        if (asking.question() == null && asking.call() == null) {
            return;
        }
        if (isUnanswered) {
            throw new ReplayRefusedException("the method asked the network in step " + handedOut
                    + " and was never answered when it was recorded, and here it is");
        }
        Answer answer = NetworkAnswers.answerTo(asking, gathered);
        if (!answer.equals(asking.answer())) {
            throw new ReplayRefusedException("the method asks the network in step " + handedOut + ", and it answered "
                    + asking.answer() + " when it was recorded, " + answer + " here");
        }
    }

    /** There is nothing to keep: it is recorded. */
    @Override
    public void keep() {}

    @Override
    public UnitProgress finish() {
        return recorded;
    }

    @Override
    public void close() {}
}
