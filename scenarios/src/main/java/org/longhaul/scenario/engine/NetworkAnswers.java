package org.longhaul.scenario.engine;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Objects;
import java.util.function.Supplier;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.workload.Gathered;
import org.longhaul.training.StepResult;
import org.longhaul.training.communicate.Answer;
import org.longhaul.training.communicate.AskedNetwork;
import org.longhaul.training.communicate.Question;
import org.longhaul.training.communicate.RollCall;

/**
 * What the simulated network answers a method. The simulation drives: the method's step runs as a coroutine, stops where it
 * asks, and goes on when the simulation has come to the answer.
 */
final class NetworkAnswers implements AskedNetwork, AutoCloseable {
    /** What a method asks: one of the two. */
    private record Inquiry(@Nullable Question question, @Nullable RollCall call) {}

    private final Coroutine<Inquiry, Answer, StepResult> steps = new Coroutine<>("method");
    private final List<Answer> replayed = new ArrayList<>();
    private List<Integer> presentAtFirst = List.of();

    /** Trains a step up to its end or its question. @return what came of it; null if it asks */
    @Nullable
    StepResult start(Supplier<StepResult> step) {
        return steps.run(step) == null ? steps.result() : null;
    }

    /** Answers what the step has asked, which comes to its end. */
    StepResult answer(StepEvents asking, Gathered gathered) {
        Inquiry next = steps.answer(answerTo(asking, gathered));
        if (next != null) {
            throw new IllegalStateException("a method asks once a step at most, but this one asks again: " + next);
        }
        return steps.result();
    }

    /** What a step that asks is answered when this has arrived. */
    static Answer answerTo(StepEvents asking, Gathered gathered) {
        RollCall call = asking.call();
        if (asking.question() != null) {
            return new Answer(gathered.arrived(), gathered.present(), gathered.ready());
        }
        List<Integer> members = Objects.requireNonNull(call).members();
        return new Answer(gathered.arrived().stream().map(members::get).toList(), gathered.present());
    }

    /**
     * Hears again what a recorded step was answered.
     *
     * @param recorded the step; null before the first
     * @throws IllegalStateException if the answer is another one
     */
    void replay(Gathered gathered, @Nullable StepEvents recorded) {
        if (recorded == null || (recorded.question() == null && recorded.call() == null)) {
            presentAtFirst = gathered.present();
            return;
        }
        Answer answer = answerTo(recorded, gathered);
        if (!answer.equals(recorded.answer())) {
            throw new IllegalStateException("the network answers " + answer + " to "
                    + (recorded.question() == null ? recorded.call() : recorded.question())
                    + ", but when the step was trained it answered " + recorded.answer());
        }
        replayed.add(answer);
    }

    /** Ranks that the network said were there before the first step. */
    List<Integer> presentAtFirst() {
        return presentAtFirst;
    }

    /** The answers that recorded steps were given, in order. */
    List<Answer> replayed() {
        return Collections.unmodifiableList(replayed);
    }

    @Override
    public Answer answer(Question question) {
        return steps.ask(new Inquiry(question, null));
    }

    @Override
    public Answer answer(RollCall call) {
        return steps.ask(new Inquiry(null, call));
    }

    @Override
    public List<Integer> presentAtFirst(List<Integer> ranks) {
        return ranks.stream().filter(presentAtFirst::contains).toList();
    }

    @Override
    public void close() {
        steps.close();
    }
}
