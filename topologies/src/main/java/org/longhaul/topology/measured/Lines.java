package org.longhaul.topology.measured;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * What holds between every two hosts: of several measurements the best, and what nobody measured by rules.
 *
 * <ul>
 *   <li>Bandwidth: the most that any test carried that way. Unknown: the least of what the sender sent to others and the
 *       receiver took from others; else that of the other direction; else the one of the two that is known; else the median
 *       of all measured.
 *   <li>Round trip: the least that was measured from either end. Unknown: the least sum over other hosts; else the median of
 *       all measured.
 * </ul>
 *
 * <p>Hosts are numbered as in {@code hosts}; {@code [i][j]} is from i to j.
 */
final class Lines {
    final List<String> hosts;
    /** Bits per second. */
    final long[][] rate;
    /** Where a measured rate comes from; null: inferred. */
    final MeasuredValues.@Nullable Rate[][] rateOf;
    /** The rule by which a rate was inferred. */
    final @Nullable RateRule[][] rateRule;
    /** Round trip, nanoseconds; symmetric. */
    final long[][] roundTrip;

    final MeasuredValues.@Nullable Delay[][] delayOf;
    final @Nullable String[][] delayRule;
    /** The most that a host is known to send and to take, bits per second; 0: nobody measured. */
    final long[] up;

    final long[] down;

    /** How a rate was inferred. */
    enum RateRule {
        ACCESS("the least of what the sender sent and the receiver took elsewhere"),
        REVERSE("as the other direction"),
        REVERSE_CUT("as the other direction, cut to the access stated"),
        ONE_END("what its one measured end sent or took elsewhere"),
        MEDIAN("the median of those measured");

        final String words;

        RateRule(String words) {
            this.words = words;
        }
    }

    static final String OVER_OTHERS = "the least sum over other hosts";
    static final String MEDIAN_DELAY = "the median of those measured";

    private static final long UNKNOWN = Long.MAX_VALUE / 4;

    private final Map<String, Integer> indexOf;

    /**
     * Chooses and infers.
     *
     * @param stated what hosts can send and take in all, where somebody knows it
     */
    Lines(MeasuredValues findings, Map<String, Measurements.Access> stated) {
        this.hosts = findings.hosts();
        int n = hosts.size();
        this.indexOf = new HashMap<>();
        for (int i = 0; i < n; i++) {
            indexOf.put(hosts.get(i), i);
        }
        this.rate = new long[n][n];
        this.rateOf = new MeasuredValues.Rate[n][n];
        this.rateRule = new RateRule[n][n];
        this.roundTrip = new long[n][n];
        this.delayOf = new MeasuredValues.Delay[n][n];
        this.delayRule = new String[n][n];
        this.up = new long[n];
        this.down = new long[n];
        chooseRates(findings, stated);
        inferRates(stated);
        chooseDelays(findings);
        inferDelays();
    }

    int index(String host) {
        return indexOf.getOrDefault(host, -1);
    }

    private void chooseRates(MeasuredValues findings, Map<String, Measurements.Access> stated) {
        for (MeasuredValues.Rate each : findings.rates) {
            int i = index(each.from());
            int j = index(each.to());
            if (each.bitsPerSecond() > rate[i][j]) {
                rate[i][j] = each.bitsPerSecond();
                rateOf[i][j] = each;
            }
        }
        int n = hosts.size();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                MeasuredValues.Rate chosen = rateOf[i][j];
                if (chosen != null) {
                    cut(chosen, i, j, true, stated.get(hosts.get(i)), findings);
                    cut(chosen, i, j, false, stated.get(hosts.get(j)), findings);
                    up[i] = Math.max(up[i], rate[i][j]);
                    down[j] = Math.max(down[j], rate[i][j]);
                }
            }
        }
        for (int i = 0; i < n; i++) {
            Measurements.Access access = stated.get(hosts.get(i));
            if (access != null) {
                up[i] = access.up().bitsPerSecond();
                down[i] = access.down().bitsPerSecond();
            }
        }
    }

    private void cut(
            MeasuredValues.Rate chosen,
            int i,
            int j,
            boolean isSender,
            Measurements.@Nullable Access access,
            MeasuredValues findings) {
        if (access == null) {
            return;
        }
        long most = (isSender ? access.up() : access.down()).bitsPerSecond();
        if (rate[i][j] > most) {
            findings.warn(
                    chosen.origin().file(),
                    chosen.from() + " -> " + chosen.to() + ": " + Words.rate(rate[i][j]) + " is above what "
                            + (isSender ? chosen.from() + " can send" : chosen.to() + " can take") + ", "
                            + Words.rate(most) + " as stated; cut to that");
            rate[i][j] = most;
        }
    }

    private void inferRates(Map<String, Measurements.Access> stated) {
        int n = hosts.size();
        List<Long> measured = new ArrayList<>();
        for (long[] row : rate) {
            Arrays.stream(row).filter(each -> each > 0).forEach(measured::add);
        }
        measured.sort(null);
        long median = measured.isEmpty() ? 0 : measured.get(measured.size() / 2);
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (i == j || rateOf[i][j] != null) {
                    continue;
                }
                RateRule rule = up[i] > 0 && down[j] > 0
                        ? RateRule.ACCESS
                        : rateOf[j][i] != null
                                ? RateRule.REVERSE
                                : up[i] + down[j] > 0 ? RateRule.ONE_END : RateRule.MEDIAN;
                long most = most(stated.get(hosts.get(i)), stated.get(hosts.get(j)));
                rateRule[i][j] = rule == RateRule.REVERSE && rate[j][i] > most ? RateRule.REVERSE_CUT : rule;
                rate[i][j] = switch (rule) {
                    case ACCESS -> Math.min(up[i], down[j]);
                    case REVERSE, REVERSE_CUT -> Math.min(rate[j][i], most);
                    case ONE_END -> up[i] + down[j];
                    case MEDIAN -> median;
                };
            }
        }
    }

    /** What the one can send and the other take, as far as it is stated. */
    private static long most(Measurements.@Nullable Access sender, Measurements.@Nullable Access receiver) {
        return Math.min(
                sender == null ? Long.MAX_VALUE : sender.up().bitsPerSecond(),
                receiver == null ? Long.MAX_VALUE : receiver.down().bitsPerSecond());
    }

    private void chooseDelays(MeasuredValues findings) {
        for (MeasuredValues.Delay each : findings.delays) {
            int i = index(each.from());
            int j = index(each.to());
            MeasuredValues.Delay known = delayOf[i][j];
            if (known == null || each.nanos() < known.nanos()) {
                delayOf[i][j] = each;
            }
        }
    }

    private void inferDelays() {
        int n = hosts.size();
        long[][] sum = new long[n][n];
        List<Long> measured = new ArrayList<>();
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                sum[i][j] = i == j ? 0 : Math.min(nanos(i, j), nanos(j, i));
                if (i < j && sum[i][j] < UNKNOWN) {
                    measured.add(sum[i][j]);
                }
            }
        }
        measured.sort(null);
        long median = measured.isEmpty() ? 0 : measured.get(measured.size() / 2);
        long[][] direct = new long[n][];
        Arrays.setAll(direct, i -> sum[i].clone());
        for (int k = 0; k < n; k++) {
            for (int i = 0; i < n; i++) {
                for (int j = 0; j < n; j++) {
                    sum[i][j] = Math.min(sum[i][j], sum[i][k] + sum[k][j]);
                }
            }
        }
        for (int i = 0; i < n; i++) {
            for (int j = 0; j < n; j++) {
                if (direct[i][j] < UNKNOWN) {
                    roundTrip[i][j] = direct[i][j];
                } else if (i != j) {
                    boolean isJoined = sum[i][j] < UNKNOWN;
                    roundTrip[i][j] = isJoined ? sum[i][j] : median;
                    delayRule[i][j] = isJoined ? OVER_OTHERS : MEDIAN_DELAY;
                }
            }
        }
    }

    private long nanos(int i, int j) {
        MeasuredValues.Delay known = delayOf[i][j];
        return known == null ? UNKNOWN : known.nanos();
    }

    /** The measurement of the round trip that counts; null: inferred. */
    MeasuredValues.@Nullable Delay delay(int i, int j) {
        MeasuredValues.Delay there = delayOf[i][j];
        MeasuredValues.Delay back = delayOf[j][i];
        return there == null || (back != null && back.nanos() < there.nanos()) ? back : there;
    }
}
