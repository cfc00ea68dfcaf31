package org.longhaul.scenario.engine.record;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.longhaul.analysis.record.Hearing;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.training.communicate.Answer;
import org.longhaul.training.communicate.Letter;
import org.longhaul.training.communicate.Question;

/** Counts, over a trace, whom the server of a method has heard. */
final class Hearings {

    private static final class Counts {
        private long heard;
        private boolean hasDeadline;
        private long late;
        private long staleness;
        private long mostStale;

        private Hearing of(int client) {
            return new Hearing(client, heard, hasDeadline ? Long.valueOf(late) : null, staleness, mostStale);
        }
    }

    private final Map<Integer, Counts> byClient = new TreeMap<>();

    private Hearings() {}

    static List<Hearing> of(RunLengthTrace<StepEvents> trace) {
        Hearings hearings = new Hearings();
        for (RunLengthTrace.Run run : trace.sequence()) {
            StepEvents step = trace.dictionary().get(run.step());
            Question question = step.question();
            Answer answer = step.answer();
            if (question != null && answer != null) {
                hearings.add(question, answer, run.count());
            }
        }
        List<Hearing> all = new ArrayList<>();
        hearings.byClient.forEach((client, counts) -> all.add(counts.of(client)));
        return all;
    }

    // A letter's age in steps is its staleness: where a step is one arrival, each used one update; a round's are all of
    // its own.
    private void add(Question question, Answer answer, long times) {
        for (Letter letter : question.letters()) {
            Counts counts = byClient.computeIfAbsent(letter.sender(), client -> new Counts());
            counts.hasDeadline |= question.hasDeadline();
            if (answer.heard().contains(letter.sender())) {
                counts.heard += times;
                counts.staleness += times * letter.stepsAgo();
                counts.mostStale = Math.max(counts.mostStale, letter.stepsAgo());
            } else if (question.hasDeadline()) {
                counts.late += times;
            }
        }
    }
}
