package org.longhaul.analysis.text;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.function.ToLongFunction;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.WorkerAbsence;

/** Which workers did not take part, and what that cost, in a line. */
final class AbsenceWords {
    private AbsenceWords() {}

    /**
     * Returns the line of a method with absences.
     *
     * @param namingSeed whether to say under which seed
     */
    static String line(MethodRecord method, boolean namingSeed) {
        List<WorkerAbsence> absences = method.absences();
        List<String> causes = new ArrayList<>();
        for (WorkerAbsence.Cause cause : WorkerAbsence.Cause.values()) {
            long count = absences.stream().filter(each -> each.cause() == cause).count();
            if (count > 0) {
                causes.add(count + " " + words(cause));
            }
        }
        return "away from " + method.label() + (namingSeed ? ", seed " + method.seed() : "") + ": "
                + Quantities.count(absences.size()) + (absences.size() == 1 ? " time" : " times") + " ("
                + String.join(", ", causes) + "), "
                + Quantities.count(sum(absences, WorkerAbsence::lostSteps)) + " local steps for nothing; "
                + duration(absences, WorkerAbsence::totalNanos) + " in all: "
                + duration(absences, WorkerAbsence::lostWorkNanos) + " lost work, "
                + duration(absences, WorkerAbsence::detectionNanos) + " detection, "
                + duration(absences, WorkerAbsence::replacementNanos) + " replacement, "
                + duration(absences, WorkerAbsence::stateTransferNanos) + " state transfer.";
    }

    private static String words(WorkerAbsence.Cause cause) {
        return cause.name().toLowerCase(Locale.ROOT).replace('_', ' ');
    }

    private static String duration(List<WorkerAbsence> absences, ToLongFunction<WorkerAbsence> part) {
        return Quantities.duration(sum(absences, part) / 1e9);
    }

    private static long sum(List<WorkerAbsence> absences, ToLongFunction<WorkerAbsence> part) {
        return absences.stream().mapToLong(part).sum();
    }
}
