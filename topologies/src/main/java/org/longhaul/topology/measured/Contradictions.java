package org.longhaul.topology.measured;

/** What measured round trips say against each other. */
final class Contradictions {
    private static final double TOLERANCE = 1.1;
    private static final long SMALL_NANOS = 1_000_000;

    private Contradictions() {}

    /** Warns of round trips that differ by the end from which they were measured, and of pairs for which a detour is shorter. */
    static void find(Lines lines, MeasuredValues findings) {
        int n = lines.hosts.size();
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                MeasuredValues.Delay there = lines.delayOf[i][j];
                MeasuredValues.Delay back = lines.delayOf[j][i];
                if (there != null && back != null && differ(there.nanos(), back.nanos())) {
                    findings.warn(
                            there.origin().file().equals(back.origin().file())
                                    ? there.origin().file()
                                    : there.origin().file() + ", "
                                            + back.origin().file(),
                            pair(lines, i, j) + ": the round trip is " + Words.time(there.nanos()) + " from "
                                    + there.from() + " and " + Words.time(back.nanos()) + " from " + back.from()
                                    + "; the lesser is taken, since queues only add");
                }
            }
        }
        detours(lines, findings);
    }

    private static void detours(Lines lines, MeasuredValues findings) {
        int n = lines.hosts.size();
        int pairs = 0;
        double worst = 1;
        String example = "";
        for (int i = 0; i < n; i++) {
            for (int j = i + 1; j < n; j++) {
                int by = lines.delay(i, j) == null ? -1 : shorter(lines, i, j);
                if (by >= 0) {
                    long detour = lines.roundTrip[i][by] + lines.roundTrip[by][j];
                    pairs++;
                    double ratio = (double) lines.roundTrip[i][j] / detour;
                    if (ratio > worst) {
                        worst = ratio;
                        example = pair(lines, i, j) + " " + Words.time(lines.roundTrip[i][j]) + ", over "
                                + lines.hosts.get(by) + " " + Words.time(detour);
                    }
                }
            }
        }
        if (pairs > 0) {
            findings.warnings.add((pairs == 1 ? "1 pair has" : pairs + " pairs have")
                    + " a longer round trip than a way over a third host: " + example
                    + "; kept as measured, and traffic stays on the pair's own line");
        }
    }

    /** The third host over which both measured ways together are shortest, where that is shorter than the pair's own; else -1. */
    private static int shorter(Lines lines, int i, int j) {
        int best = -1;
        long least = Long.MAX_VALUE;
        for (int k = 0; k < lines.hosts.size(); k++) {
            if (k == i || k == j || lines.delay(i, k) == null || lines.delay(k, j) == null) {
                continue;
            }
            long detour = lines.roundTrip[i][k] + lines.roundTrip[k][j];
            if (detour < least) {
                least = detour;
                best = k;
            }
        }
        return best >= 0 && lines.roundTrip[i][j] > least && differ(lines.roundTrip[i][j], least) ? best : -1;
    }

    private static boolean differ(long a, long b) {
        return Math.max(a, b) > TOLERANCE * Math.min(a, b) && Math.abs(a - b) > SMALL_NANOS;
    }

    private static String pair(Lines lines, int i, int j) {
        return lines.hosts.get(i) + " - " + lines.hosts.get(j);
    }
}
