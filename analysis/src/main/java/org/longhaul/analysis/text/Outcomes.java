package org.longhaul.analysis.text;

import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;

/** How a training ended, in a sentence. */
public final class Outcomes {

    private Outcomes() {}

    /**
     * Returns what ended a completed training that did not simply use up its budget.
     *
     * @param method a completed record with a message
     * @param namingSeed whether to say under which seed
     */
    public static String completion(MethodRecord method, boolean namingSeed) {
        return method.label() + (namingSeed ? ", seed " + method.seed() + "," : "") + " "
                + method.outcome().message() + ".";
    }

    /**
     * Returns what ended a method's training under one seed and how far it was.
     *
     * @param method a record whose budget was not trained
     * @param namingSeed whether to say under which seed
     */
    public static String sentence(MethodRecord method, boolean namingSeed) {
        Outcome outcome = method.outcome();
        long steps = method.totals().steps();
        String message = outcome.message();
        return method.label() + (namingSeed ? ", seed " + method.seed() + "," : "") + " "
                + verb(outcome.kind()) + " after " + Quantities.count(steps) + (steps == 1 ? " step" : " steps")
                + " and "
                + Quantities.duration(method.totals().simulatedNanos() / 1e9)
                + (message == null ? "." : ": " + message);
    }

    private static String verb(Outcome.Kind kind) {
        return switch (kind) {
            case COMPLETED -> "finished";
            case DIVERGED -> "diverged";
            case INTERRUPTED -> "was stopped";
            case FAILED -> "failed";
        };
    }
}
