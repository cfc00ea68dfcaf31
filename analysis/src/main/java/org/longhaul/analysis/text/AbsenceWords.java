package org.longhaul.analysis.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.WorkerAbsence;

/** How often the workers of a method did not take part, why, and what that cost. */
public final class AbsenceWords {
    private AbsenceWords() {}

    /** The causes that took workers away, each with how often: {@code 2 crash, 1 late}. */
    public static String causes(MethodRecord method) {
        List<String> causes = new ArrayList<>();
        for (WorkerAbsence.Cause cause : WorkerAbsence.Cause.values()) {
            long count = method.absences().stream()
                    .filter(each -> each.cause() == cause)
                    .count();
            if (count > 0) {
                causes.add(count + " " + cause.name().toLowerCase(Locale.ROOT).replace('_', ' '));
            }
        }
        return String.join(", ", causes);
    }

    /** Local steps that counted for nothing. */
    public static String lostSteps(MethodRecord method) {
        return Quantities.count(sum(method, WorkerAbsence::lostSteps));
    }

    /**
     * A part of the absences, summed over all of them, with its unit.
     *
     * @param nanos the part of one absence, in nanoseconds
     */
    public static String duration(MethodRecord method, ToLongFunction<WorkerAbsence> nanos) {
        return Quantities.duration(sum(method, nanos) / 1e9);
    }

    /**
     * Returns the line of a method with absences.
     *
     * @param namingSeed whether to say under which seed
     */
    static String line(MethodRecord method, boolean namingSeed) {
        int count = method.absences().size();
        return "away from " + method.label() + (namingSeed ? ", seed " + method.seed() : "") + ": "
                + Quantities.count(count) + (count == 1 ? " time" : " times") + " (" + causes(method) + "), "
                + lostSteps(method) + " local steps for nothing; "
                + duration(method, WorkerAbsence::totalNanos) + " in all: "
                + duration(method, WorkerAbsence::lostWorkNanos) + " lost work, "
                + duration(method, WorkerAbsence::detectionNanos) + " detection, "
                + duration(method, WorkerAbsence::replacementNanos) + " replacement, "
                + duration(method, WorkerAbsence::stateTransferNanos) + " state transfer.";
    }

    private static long sum(MethodRecord method, ToLongFunction<WorkerAbsence> part) {
        return method.absences().stream().mapToLong(part).sum();
    }
}
