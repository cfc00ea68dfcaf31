package org.longhaul.wire.calibrate;

import com.google.common.math.Quantiles;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.LongSummaryStatistics;
import java.util.Map;
import java.util.function.DoubleUnaryOperator;
import org.longhaul.simulator.collective.LibraryProfile;
import org.longhaul.simulator.workload.execution.ExecutionSettings;

/**
 * Sets two constants of the library so that the rows lie nearest: what it takes before the first transfer of an exchange, and what
 * hosts take for each byte. The lines stay what was measured before the run. The second constant is found by golden section over its
 * logarithm; the first, which is added to what a row takes without it, for each of these. Each kind of exchange counts once, by its
 * median: one that is made often outvotes none, and a stall says nothing of the others.
 *
 * <p><b>What the rows tell.</b> Where all have vectors of about one size nothing tells the two constants apart, and the second stays.
 * It also stays where the lines hide it: while a segment is on its way the hosts work on the one before, which lengthens an exchange
 * by nothing until they are as slow as the line. Whatever else lengthens exchanges, such as packets that are lost, would there be
 * taken for hosts as slow as the line, and would come back many times as large on a network that hides nothing. So the constant is
 * set only if at least half of the work that it stands for shows in the rows.
 */
final class NetworkFit {
    private static final double LEAST_OVERHEAD = 1e3;
    private static final double MOST_OVERHEAD = 1e9;
    private static final double LEAST_RATE = 1e6;
    private static final double MOST_RATE = 1e12;
    private static final double STEP = Math.cbrt(10);
    private static final double RESOLUTION = 0.01;
    private static final double GOLDEN = (Math.sqrt(5) - 1) / 2;
    /** A constant that brings rows nearer by less than this share of their error is not set. */
    private static final double WORTH = 0.02;
    /** What hosts take for bytes is set if at least this share of it shows. */
    private static final double LEAST_SHOWN = 0.5;

    private final List<ExchangeRows> units;
    private final ExecutionSettings usual;
    private final Map<Double, List<ExchangeRows.Times>> known = new HashMap<>();

    NetworkFit(List<ExchangeRows> units, ExecutionSettings usual) {
        this.units = units;
        this.usual = usual;
    }

    /**
     * What was found.
     *
     * @param hasOverhead whether rows set the overhead; else it is the scenario's
     * @param hasRate whether rows set the rate of the hosts; else it is the library's
     * @param isHidden whether rows would set another rate, of which the lines hide the most
     */
    record Found(
            double overheadNanos, double hostBytesPerSecond, boolean hasOverhead, boolean hasRate, boolean isHidden) {}

    Found found() {
        double usualRate = rate(usual);
        double usualOverhead = usual.exchangeOverheadNanos();
        if (units.stream().allMatch(unit -> unit.count(false) == 0)) {
            return new Found(usualOverhead, usualRate, false, false, false);
        }
        double rate = isTold() ? nearestRate() : usualRate;
        double overhead = overhead(rate);
        double best = distance(rate, overhead);
        // What hardly brings rows nearer stays what it is.
        boolean isNearer = rate != usualRate && !isAsGood(distance(usualRate, overhead(usualRate)), best);
        boolean hasRate = isNearer && shown(usualRate, rate) >= LEAST_SHOWN;
        if (!hasRate) {
            rate = usualRate;
            overhead = overhead(rate);
            best = distance(rate, overhead);
        }
        boolean hasOverhead = !isAsGood(distance(rate, usualOverhead), best);
        return new Found(hasOverhead ? overhead : usualOverhead, rate, hasOverhead, hasRate, isNearer && !hasRate);
    }

    /** The share of what hosts take for bytes that shows: all of it does where they are much slower than any line. */
    private double shown(double usualRate, double rate) {
        double slowest = LEAST_RATE / 2;
        double whole = (nanos(slowest) - nanos(LEAST_RATE)) / (1 / slowest - 1 / LEAST_RATE);
        return whole <= 0 ? 0 : (nanos(rate) - nanos(usualRate)) / (1 / rate - 1 / usualRate) / whole;
    }

    /** What exchanges are simulated to take without an overhead, in the mean over kinds. */
    private double nanos(double rate) {
        return kinds(rate).stream()
                .mapToDouble(ExchangeRows.Times::simulated)
                .average()
                .orElse(0);
    }

    /** The median of each kind of the rows that set constants. */
    private List<ExchangeRows.Times> kinds(double rate) {
        return known.computeIfAbsent(rate, each -> medians(times(settings(0, each), false)));
    }

    private static List<ExchangeRows.Times> medians(List<ExchangeRows.Times> rows) {
        Map<ExchangeRows.Kind, List<ExchangeRows.Times>> kinds = new LinkedHashMap<>();
        for (ExchangeRows.Times row : rows) {
            kinds.computeIfAbsent(row.kind(), kind -> new ArrayList<>()).add(row);
        }
        List<ExchangeRows.Times> medians = new ArrayList<>();
        kinds.forEach((kind, all) -> medians.add(new ExchangeRows.Times(
                kind,
                Quantiles.median()
                        .compute(all.stream()
                                .mapToDouble(ExchangeRows.Times::simulated)
                                .toArray()),
                Quantiles.median()
                        .compute(all.stream()
                                .mapToDouble(ExchangeRows.Times::measured)
                                .toArray()))));
        return medians;
    }

    /** Steps of a third of a decade find the valley, since there may be several; golden section its ground. */
    private double nearestRate() {
        double nearest = LEAST_RATE;
        double least = Double.POSITIVE_INFINITY;
        for (double rate = LEAST_RATE; rate <= MOST_RATE; rate *= STEP) {
            double distance = distance(rate, overhead(rate));
            if (distance < least) {
                least = distance;
                nearest = rate;
            }
        }
        return least(nearest / STEP, nearest * STEP, each -> distance(each, overhead(each)));
    }

    private static boolean isAsGood(double distance, double best) {
        return distance <= best * (1 + WORTH) + 1e-9;
    }

    /** Whether rows of small vectors and of large ones tell the two constants apart. */
    private boolean isTold() {
        LongSummaryStatistics bytes =
                units.stream().flatMapToLong(ExchangeRows::bytes).summaryStatistics();
        return usual.library().isPipelined() && bytes.getMax() >= 2 * bytes.getMin();
    }

    private double overhead(double rate) {
        double found = least(LEAST_OVERHEAD, MOST_OVERHEAD, nanos -> distance(rate, nanos));
        return distance(rate, 0) <= distance(rate, found) ? 0 : found;
    }

    /** Mean logarithm of the ratio of simulated and measured times: twice as long is as far as half as long. */
    private double distance(double rate, double overhead) {
        List<ExchangeRows.Times> kinds = kinds(rate);
        double sum = 0;
        for (ExchangeRows.Times kind : kinds) {
            sum += Math.abs(Math.log((kind.simulated() + overhead) / kind.measured()));
        }
        return sum / kinds.size();
    }

    private List<ExchangeRows.Times> times(ExecutionSettings settings, boolean judging) {
        return units.stream()
                .flatMap(unit -> unit.times(settings, judging).stream())
                .toList();
    }

    /** Mean error of the rows that judge, relative to what was measured; not a number where none does. */
    double judged(ExecutionSettings settings) {
        return times(settings, true).stream()
                .mapToDouble(row -> Math.abs(row.simulated() / row.measured() - 1))
                .average()
                .orElse(Double.NaN);
    }

    /** The settings with these constants. */
    ExecutionSettings settings(double overheadNanos, double hostBytesPerSecond) {
        return new ExecutionSettings(
                        usual.channels(),
                        Math.round(overheadNanos),
                        usual.concurrentExchanges(),
                        usual.lockstepFrom(),
                        usual.recognisesRepetition(),
                        usual.exchangesPerWorker(),
                        LibraryProfile.LOCKSTEP)
                .withLibrary(usual.library().onHosts(1 / hostBytesPerSecond));
    }

    private static double rate(ExecutionSettings settings) {
        double seconds = settings.library().hostSecondsPerByte();
        return seconds == 0 ? MOST_RATE : 1 / seconds;
    }

    /** Where a function that falls and then rises is least, to one per cent of the place. */
    private static double least(double from, double to, DoubleUnaryOperator function) {
        double low = Math.log(from);
        double high = Math.log(to);
        double left = high - GOLDEN * (high - low);
        double right = low + GOLDEN * (high - low);
        double atLeft = function.applyAsDouble(Math.exp(left));
        double atRight = function.applyAsDouble(Math.exp(right));
        while (high - low > RESOLUTION) {
            if (atLeft <= atRight) {
                high = right;
                right = left;
                atRight = atLeft;
                left = high - GOLDEN * (high - low);
                atLeft = function.applyAsDouble(Math.exp(left));
            } else {
                low = left;
                left = right;
                atLeft = atRight;
                right = low + GOLDEN * (high - low);
                atRight = function.applyAsDouble(Math.exp(right));
            }
        }
        return Math.exp((low + high) / 2);
    }
}
