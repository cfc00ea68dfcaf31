package org.longhaul.analysis.text;

import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.stream.Collectors;
import org.longhaul.analysis.record.Hearing;
import org.longhaul.analysis.record.MethodRecord;

/** Whom the server of a method heard, in words. */
public final class HearingWords {
    private static final int NAMED = 8;

    private HearingWords() {}

    /** Updates that were used. */
    public static long heard(MethodRecord method) {
        return method.hearings().stream().mapToLong(Hearing::heard).sum();
    }

    /** Updates that were late and dropped. */
    public static long late(MethodRecord method) {
        return method.hearings().stream().mapToLong(HearingWords::late).sum();
    }

    private static long late(Hearing hearing) {
        Long late = hearing.late();
        return late == null ? 0 : late;
    }

    /** Whether its updates were awaited in rounds, at whose end whoever is missing is late; else each is used as it arrives. */
    public static boolean isInRounds(MethodRecord method) {
        return method.hearings().stream().anyMatch(each -> each.late() != null);
    }

    /** Updates of others, on average, that the server had used since it sent the model from which an update came. */
    public static String staleness(MethodRecord method) {
        double sum = method.hearings().stream().mapToLong(Hearing::staleness).sum();
        return String.format(Locale.ROOT, "%.1f", sum / Math.max(1, heard(method)));
    }

    /** The most of one update. */
    public static long mostStale(MethodRecord method) {
        return method.hearings().stream().mapToLong(Hearing::mostStale).max().orElse(0);
    }

    /** The clients that were late most often, with how often; a dash if none was. */
    public static String latest(MethodRecord method) {
        List<Hearing> late = method.hearings().stream()
                .filter(each -> late(each) > 0)
                .sorted(Comparator.comparingLong((Hearing each) -> late(each))
                        .reversed()
                        .thenComparing(Hearing::client))
                .toList();
        String named = late.stream()
                .limit(NAMED)
                .map(each -> each.client() + " (" + late(each) + " of " + (late(each) + each.heard()) + ")")
                .collect(Collectors.joining(", "));
        return late.isEmpty() ? "–" : late.size() > NAMED ? named + ", …" : named;
    }

    /**
     * A line for below a table.
     *
     * @param isOneOfSeveral whether there are other seeds, so that its own is named
     */
    static String line(MethodRecord method, boolean isOneOfSeveral) {
        long late = late(method);
        long all = late + heard(method);
        String who = "heard by " + method.label() + (isOneOfSeveral ? ", seed " + method.seed() : "") + ": ";
        return isInRounds(method)
                ? who + (all - late) + " of " + all + " updates in time; " + late + " came too late and were dropped."
                : who + all + " updates, each after " + staleness(method)
                        + " of others on average since its model was sent, at most " + mostStale(method) + ".";
    }
}
