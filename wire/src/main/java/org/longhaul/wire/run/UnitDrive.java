package org.longhaul.wire.run;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.longhaul.scenario.engine.plan.RunMeasures;
import org.longhaul.scenario.engine.plan.StopRule;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.scenario.section.CheckpointSection;
import org.longhaul.training.StepResult;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.replica.RoundFigures;
import org.longhaul.training.task.MeasuredModel;
import org.longhaul.wire.record.RankWriter;
import org.longhaul.wire.record.StepRecorder;
import org.longhaul.wire.record.WireEvaluation;
import org.longhaul.wire.record.WireStall;
import org.longhaul.wire.rendezvous.RendezvousMember;

/**
 * Trains one rank of one unit, from its first step or a checkpoint to its last.
 *
 * <p>Evaluations stand between two barriers, so that nobody's waiting for them is counted as anything else. What all must decide
 * alike, whether they save a checkpoint and whether they go on, rank 0 decides and the others read before they pass the
 * barrier.
 */
final class UnitDrive {
    /** For what no loss of a member ends, somebody slow is waited for. */
    static final Duration LONG = Duration.ofHours(12);

    private static final long TELL_NANOS = 500_000_000;
    private static final String GO = "go";
    private static final String SAVE = "save";
    private static final String END = "end";

    private final TrainingPlan plan;
    private final CheckpointSection checkpointing;
    private final int number;
    private final UnitOrder order;
    private final boolean isEvaluator;
    private final RendezvousMember member;
    private final TrainingSession session;
    private final RankWriter writer;
    private final StepRecorder recorder;
    private final Checkpoints checkpoints;
    private final Situation situation;
    private final StallWatch stalls;
    private long savedNanos = System.nanoTime();
    private long savedStep;
    private long toldNanos;
    private double loss = Double.NaN;
    private boolean isOver;

    /** A training whose numbers are none any more. */
    static final class DivergedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        DivergedException(String words) {
            super(words);
        }
    }

    /** The unit is over, though not for this rank. */
    static final class EndedException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EndedException(String words) {
            super(words);
        }
    }

    UnitDrive(
            TrainingPlan plan,
            CheckpointSection checkpointing,
            UnitOrder order,
            int rank,
            Situation situation,
            RendezvousMember member,
            TrainingSession session,
            RankWriter writer,
            StepRecorder recorder,
            Checkpoints checkpoints,
            StallWatch stalls) {
        this.plan = plan;
        this.checkpointing = checkpointing;
        this.number = order.unit();
        this.order = order;
        this.isEvaluator = session.evaluatingRank() == rank;
        this.situation = situation;
        this.member = member;
        this.session = session;
        this.writer = writer;
        this.recorder = recorder;
        this.checkpoints = checkpoints;
        this.stalls = stalls;
    }

    /** Loss of the last batch; not a number where there was none. */
    double loss() {
        return loss;
    }

    /**
     * Trains to the end.
     *
     * @throws DivergedException if numbers of this rank are none any more
     * @throws org.longhaul.training.communicate.LostMemberException if another is no longer there
     * @throws IOException if the rendezvous fails, or a file cannot be written
     */
    void run() throws IOException {
        checkpoints.keepUpTo(order.from());
        savedStep = order.from();
        if (order.from() > 0) {
            session.restore(checkpoints.of(order.from()));
        } else {
            evaluate(false);
        }
        while (!isOver && session.stepsDone() < plan.steps() + session.undoneSteps()) {
            String over = situation.over();
            if (over != null) {
                throw new EndedException(over);
            }
            step();
        }
    }

    private void step() throws IOException {
        recorder.begin(session.stepsDone() + 1);
        StepResult result = session.step();
        long done = session.stepsDone();
        boolean isLast = done == plan.steps() + session.undoneSteps() && !result.diverged();
        if (isLast) {
            session.finish();
        }
        loss = result.meanLoss();
        recorder.end(loss);
        for (WireStall stall : stalls.take()) {
            writer.stalled(stall);
        }
        if (result.outcome() instanceof StepResult.Diverged cause) {
            throw new DivergedException("step " + done + ", " + cause.words());
        }
        tell(done);
        if (isLast || done % plan.evaluateEvery() == 0) {
            evaluate(isLast);
        } else if (isDue(done)) {
            // Whether a method has more to tell follows from its program, and is the same at all.
            decide("checkpoint", done, () -> SAVE);
        }
        if (!isLast) {
            session.takeFigures();
        }
    }

    private boolean isDue(long done) {
        Long every = checkpointing.everySteps();
        return every != null && done / every > savedStep / every && !session.hasMoreToTell();
    }

    private void tell(long done) throws IOException {
        long now = System.nanoTime();
        if (now - toldNanos >= TELL_NANOS) {
            toldNanos = now;
            member.tell(MemberState.ABOUT, new MemberState(MemberState.What.STEPPED, number, done, loss, "").text());
        }
    }

    private void evaluate(boolean isLast) throws IOException {
        long done = session.stepsDone();
        long beganNanos = System.nanoTime();
        meet("evaluation", done);
        RoundFigures.Told told = session.takeFigures();
        MeasuredModel measured = isEvaluator ? session.measure() : null;
        Map<String, Double> values = measured == null ? Map.of() : RunMeasures.values(measured, told);
        decide("go on", done, () -> decision(done, values, isLast));
        writer.evaluation(new WireEvaluation(done, beganNanos, System.nanoTime(), values));
        if (measured != null && !Double.isFinite(measured.loss())) {
            throw new DivergedException(
                    "step " + done + ", " + session.divergence(measured).words());
        }
    }

    private String decision(long done, Map<String, Double> values, boolean isLast) {
        StopRule rule = plan.until();
        if (rule != null && done > 0 && !isLast) {
            UnitProgress.Evaluation last =
                    new UnitProgress.Evaluation(done, null, values, Map.of(), List.of(), session.learningRate());
            if (rule.stops(done, last, 0)) {
                return END;
            }
        }
        boolean isTime = System.nanoTime() - savedNanos >= checkpointing.every().toNanos();
        return !isLast && done > 0 && (isTime || isDue(done)) ? SAVE : GO;
    }

    /** What the one that evaluates says. */
    private interface Decision {
        String make();
    }

    private void decide(String what, long done, Decision decision) throws IOException {
        String key = place(what, done);
        String decided;
        if (isEvaluator) {
            decided = decision.make();
            member.put(key, decided.getBytes(StandardCharsets.UTF_8));
        } else {
            decided = new String(member.get(key, LONG), StandardCharsets.UTF_8);
        }
        if (decided.equals(SAVE) && !session.hasMoreToTell()) {
            save(done);
        }
        meet(what, done);
        if (decided.equals(END)) {
            end(done);
        }
    }

    private void save(long done) throws IOException {
        checkpoints.keepUpTo(savedStep);
        session.save(checkpoints.of(done));
        meet("checkpoint made", done);
        savedStep = done;
        savedNanos = System.nanoTime();
        if (isEvaluator) {
            member.tell(MemberState.ABOUT, new MemberState(MemberState.What.SAVED, number, done, loss, "").text());
        }
    }

    /** The method's closing exchange, before its time. */
    private void end(long done) throws IOException {
        isOver = true;
        recorder.begin(done + 1);
        session.finish();
        recorder.end(Double.NaN);
        evaluateAfterEnd(done);
    }

    private void evaluateAfterEnd(long done) throws IOException {
        long beganNanos = System.nanoTime();
        meet("last evaluation", done);
        MeasuredModel measured = isEvaluator ? session.measure() : null;
        meet("end", done);
        writer.evaluation(new WireEvaluation(
                done + 1,
                beganNanos,
                System.nanoTime(),
                measured == null ? Map.of() : RunMeasures.values(measured, session.takeFigures())));
    }

    private void meet(String what, long done) throws IOException {
        member.barrier(place(what, done), plan.participants(), LONG);
    }

    private String place(String what, long done) {
        return "unit " + (number + 1) + ", session " + order.session() + ", step " + done + ", " + what;
    }
}
