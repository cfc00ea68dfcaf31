package org.longhaul.scenario.engine;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.engine.plan.RunMeasures;
import org.longhaul.scenario.engine.plan.StopRule;
import org.longhaul.scenario.engine.plan.TrainingPlan;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.scenario.engine.simulation.RunControl;
import org.longhaul.scenario.run.UnitDirectory;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.scenario.run.UnitProgress.Evaluation;
import org.longhaul.scenario.section.CheckpointSection;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.scenario.trace.StepListener;
import org.longhaul.scenario.trace.TraceHeader;
import org.longhaul.simulator.workload.Gathered;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.training.StepResult;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.communicate.AskedNetwork;
import org.longhaul.training.replica.RoundFigures;
import org.longhaul.training.task.MeasuredModel;

/**
 * The training of one method under one seed as a sequence of steps: those before a checkpoint first, live ones after them.
 *
 * <p>The last of all steps includes the method's closing exchange. Where a rule stops training before, that is known only
 * when the next step is asked for: then the closing exchange, if there is one, is handed out in its place.
 *
 * <p>Saves a checkpoint between steps whenever one is due. A trainer that finds a checkpoint hands out the recorded steps
 * and then goes on training, so that whoever simulates the steps sees the same sequence as if nothing had happened.
 *
 * <p>A method that asks the network is stopped in the midst of a step ({@link NetworkAnswers}): what it did up to there is
 * handed out, and the step is over when the simulation has told what has {@linkplain #gathered arrived}.
 */
final class UnitTrainer implements UnitSteps {
    private static final int CURVE_POINTS = 200;

    /** Makes the session when the first live step is due. */
    @FunctionalInterface
    interface SessionFactory {
        TrainingSession create(StepListener listener, @Nullable AskedNetwork network);
    }

    private final TrainingPlan plan;
    private final SessionFactory sessions;
    private final UnitDirectory directory;
    private final TraceHeader header;
    private final CheckpointSection checkpoints;
    private final RunControl control;
    private final ProgressListener progress;
    private final StepListener listener = new StepListener();
    private final UnitDirectory.@Nullable Checkpoint checkpoint;
    private final @Nullable UnitProgress recorded;
    private final RunLengthTrace.@Nullable Player<StepEvents> player;
    private final RunLengthTrace.Recorder<StepEvents> trace;
    private final List<Evaluation> evaluations;
    private final long pointEvery;
    private final long startedNanos = System.nanoTime();
    private long savedNanos = startedNanos;
    private double pendingLoss;
    private long pendingSteps;
    private @Nullable String diverged;
    private boolean isOver;
    /** What the method did in the present step up to what it asked; null when it has not asked. */
    private @Nullable StepEvents asked;

    /** What follows the last step, at whose end the method asked. */
    private @Nullable StepEvents closing;

    private boolean isSaveDue;

    /** Recorded steps that were handed out. */
    private long handedOut;

    private @Nullable TrainingSession session;
    private final @Nullable NetworkAnswers network;

    UnitTrainer(
            TrainingPlan plan,
            SessionFactory sessions,
            UnitDirectory directory,
            CheckpointSection checkpoints,
            TraceHeader header,
            RunControl control,
            ProgressListener progress)
            throws IOException {
        this.plan = plan;
        this.sessions = sessions;
        this.directory = directory;
        this.checkpoints = checkpoints;
        this.control = control;
        this.progress = progress;
        this.header = header;
        checkpoint = directory.checkpoint();
        recorded = checkpoint == null ? null : checkpoint.progress();
        trace = recorded == null ? new RunLengthTrace.Recorder<>() : new RunLengthTrace.Recorder<>(recorded.trace());
        player = recorded == null ? null : recorded.trace().player();
        evaluations = new ArrayList<>(recorded == null ? List.of() : recorded.evaluations());
        pendingLoss = recorded == null ? 0 : recorded.pendingLoss();
        pendingSteps = recorded == null ? 0 : recorded.pendingSteps();
        diverged = recorded == null ? null : recorded.diverged();
        pointEvery = Math.max(1, plan.steps() / CURVE_POINTS);
        network = plan.asksNetwork() ? new NetworkAnswers() : null;
    }

    @Override
    public @Nullable StepEvents step(long index, long neededNanos) {
        if (player != null && recorded != null && index < recorded.trace().steps()) {
            progress.stepped(Math.min(index + 1, recorded.steps()), Double.NaN, false);
            handedOut = index + 1;
            return player.step(index);
        }
        if (isOver || diverged != null) {
            return null;
        }
        try {
            if (index >= plan.steps() && index >= allSteps(live())) {
                isOver = true;
                return closing;
            }
            return isStopped(index, neededNanos) ? close(live()) : train(live());
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** How many steps there are in all, as far as is known: those that are done for nothing come on top. */
    private long allSteps(TrainingSession live) {
        return plan.steps() + live.undoneSteps();
    }

    private boolean isStopped(long stepsDone, long neededNanos) {
        StopRule rule = plan.until();
        Evaluation last = evaluations.isEmpty() ? null : evaluations.get(evaluations.size() - 1);
        return rule != null && stepsDone > 0 && rule.stops(stepsDone, last, neededNanos);
    }

    /** Ends training where it is: the events of the closing exchange, or null when all workers hold the model already. */
    private @Nullable StepEvents close(TrainingSession live) {
        control.check();
        isOver = true;
        long done = live.stepsDone();
        live.finish();
        StepEvents closing = listener.take().afterTheirStep();
        boolean isExchanged = !closing.events().isEmpty();
        Evaluation last = evaluations.get(evaluations.size() - 1);
        if (isExchanged || last.step() < done) {
            evaluate(live, done, live.learningRate(), live.measureByClient(), live.takeFigures());
        } else {
            Double training = last.training();
            evaluations.remove(evaluations.size() - 1);
            pendingLoss = training == null ? 0 : training;
            pendingSteps = training == null ? 0 : 1;
            evaluate(live, done, live.learningRate(), live.measureByClient(), RunMeasures.told(last, live.figures()));
        }
        return isExchanged ? trace.add(closing) : null;
    }

    private StepEvents train(TrainingSession live) throws IOException {
        control.check();
        if (network == null) {
            return trained(live, live.step());
        }
        StepResult result = network.start(live::step);
        if (result != null) {
            return trained(live, result);
        }
        control.hold(true);
        asked = listener.take();
        return asked;
    }

    @Override
    public void gathered(Gathered gathered) {
        NetworkAnswers answers = Objects.requireNonNull(network);
        StepEvents before = asked;
        if (before == null) {
            answers.replay(gathered, lastRecorded());
            return;
        }
        StepResult result = answers.answer(before, gathered);
        control.hold(false);
        try {
            trained(live(), result);
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        asked = null;
    }

    /** The recorded step that was handed out last; null before the first. */
    private @Nullable StepEvents lastRecorded() {
        return player == null || handedOut == 0 ? null : player.step(handedOut - 1);
    }

    private StepEvents trained(TrainingSession live, StepResult result) throws IOException {
        long done = live.stepsDone();
        StepEvents before = asked;
        boolean isDone = done == allSteps(live);
        boolean isLast = isDone && !result.diverged();
        if (isLast && before == null) {
            live.finish();
        }
        StepEvents rest = listener.take();
        StepEvents events = trace.add(before == null ? rest : before.and(rest));
        if (isLast && before != null) {
            live.finish();
            StepEvents after = listener.take().afterTheirStep();
            closing = after.events().isEmpty() ? null : trace.add(after);
        }
        pendingLoss += result.meanLoss();
        pendingSteps++;
        RoundFigures.Told told = live.takeFigures();
        if (result.outcome() instanceof StepResult.Diverged cause) {
            diverged = "step " + done + ", " + cause.words();
            evaluate(live, done, result.learningRate(), null, told);
        } else if (isDone) {
            evaluate(live, done, result.learningRate(), live.measureByClient(), told);
        } else if (done % plan.evaluateEvery() == 0) {
            evaluate(live, done, result.learningRate(), live.measure(), told);
        } else if (done % pointEvery == 0 || !told.isEmpty()) {
            evaluate(live, done, result.learningRate(), null, told);
        }
        progress.stepped(done, result.meanLoss(), true);
        isSaveDue |= isCheckpointDue(done);
        if (isSaveDue && diverged == null && !isDone && !live.hasMoreToTell()) {
            save(live);
        }
        return events;
    }

    private void evaluate(
            TrainingSession live,
            long done,
            double learningRate,
            @Nullable MeasuredModel measured,
            RoundFigures.Told told) {
        evaluations.add(new Evaluation(
                done,
                pendingSteps == 0 ? null : Double.valueOf(pendingLoss / pendingSteps),
                RunMeasures.values(measured, told),
                measured == null ? Map.of() : RunMeasures.virtualValues(measured),
                RunMeasures.clients(measured, told),
                learningRate));
        pendingLoss = 0;
        pendingSteps = 0;
        if (measured != null && !Double.isFinite(measured.loss())) {
            diverged = "step " + done + ", " + live.divergence(measured).words();
        }
    }

    private TrainingSession live() throws IOException {
        if (session == null) {
            session = sessions.create(listener, network);
            if (checkpoint != null) {
                session.restore(checkpoint.tensors(), network == null ? List.of() : network.replayed());
                if (session.stepsDone() != checkpoint.progress().steps()) {
                    throw new IOException(checkpoint.tensors() + " is a checkpoint of step " + session.stepsDone()
                            + "; the one beside it is of step "
                            + checkpoint.progress().steps());
                }
            } else {
                MeasuredModel measured = session.measure();
                evaluations.add(new Evaluation(
                        0, null, RunMeasures.values(measured, session.takeFigures()), Map.of(), List.of(), 0));
            }
        }
        return session;
    }

    private boolean isCheckpointDue(long done) {
        Long everySteps = checkpoints.everySteps();
        return (everySteps != null && done % everySteps == 0)
                || System.nanoTime() - savedNanos >= checkpoints.every().toNanos();
    }

    private void save(TrainingSession live) throws IOException {
        directory.save(progress(live), live::save);
        savedNanos = System.nanoTime();
        isSaveDue = false;
    }

    @Override
    public void keep() throws IOException {
        if (session != null
                && asked == null
                && diverged == null
                && !isOver
                && session.stepsDone() < allSteps(session)
                && !session.hasMoreToTell()) {
            save(session);
        }
    }

    private UnitProgress progress(TrainingSession live) {
        long before = recorded == null ? 0 : recorded.realNanos();
        return new UnitProgress(
                header,
                live.stepsDone(),
                network == null ? List.of() : network.presentAtFirst(),
                trace.trace(),
                asked,
                evaluations,
                pendingLoss,
                pendingSteps,
                diverged,
                isOver || diverged != null || live.stepsDone() == allSteps(live),
                live.memoryUse(),
                before + System.nanoTime() - startedNanos);
    }

    @Override
    public UnitProgress finish() throws IOException {
        UnitProgress all = progress(live());
        directory.saveTraining(all);
        return all;
    }

    @Override
    public void close() {
        if (network != null) {
            network.close();
        }
        if (session != null) {
            session.close();
        }
    }
}
