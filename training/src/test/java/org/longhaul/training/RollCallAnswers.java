package org.longhaul.training;

import java.util.ArrayList;
import java.util.Iterator;
import java.util.List;
import org.longhaul.training.communicate.Answer;
import org.longhaul.training.communicate.AskedNetwork;
import org.longhaul.training.communicate.Question;
import org.longhaul.training.communicate.RollCall;

/** A network that answers one roll call after another as a test says, and writes down who was called. */
public final class RollCallAnswers implements AskedNetwork {
    private final Iterator<Answer> answers;
    private final List<RollCall> made = new ArrayList<>();
    private List<Integer> first = List.of();

    /** Answers in turn. */
    public RollCallAnswers(Answer... answers) {
        this.answers = List.of(answers).iterator();
    }

    /** An answer. */
    public static Answer answer(List<Integer> heard, List<Integer> present) {
        return new Answer(heard, present);
    }

    /** Who is there at first; everybody unless stated. */
    public RollCallAnswers startingWith(Integer... ranks) {
        first = List.of(ranks);
        return this;
    }

    /** The calls so far. */
    public List<RollCall> made() {
        return List.copyOf(made);
    }

    @Override
    public Answer answer(Question question) {
        throw new AssertionError("no letter is asked for");
    }

    @Override
    public Answer answer(RollCall call) {
        made.add(call);
        return answers.next();
    }

    @Override
    public List<Integer> presentAtFirst(List<Integer> ranks) {
        return first.isEmpty() ? ranks : first;
    }
}
