package org.longhaul.wire.compare;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.simulator.workload.result.ExchangeTiming;
import org.longhaul.wire.projection.MeasuredExchange;
import org.longhaul.wire.projection.MeasuredUnit;
import org.longhaul.wire.projection.ProjectedUnit;

/** Takes the difference of two totals apart: computing, exchanging, waiting, and what is none of them. */
final class ErrorTerms {
    private static final double NANOS = 1e9;

    private ErrorTerms() {}

    /** @param isGiven whether workers compute for as long as was measured, so that nothing of the error is theirs */
    static List<ErrorTerm> of(
            MeasuredUnit measured, ProjectedUnit projected, boolean isGiven, double total, double projectedTotal) {
        int workers = measured.workers();
        double compute = 0;
        double exchange = 0;
        double wait = 0;
        for (int w = 0; w < workers; w++) {
            compute += (projected.time(w).computeNanos() - measured.ownNanos(w)) / NANOS / workers;
            exchange += (projected.time(w).exposedCommunicationNanos() - measured.exchangeNanos(w)) / NANOS / workers;
            wait += (projected.time(w).waitingForOthersNanos() - measured.waitNanos(w)) / NANOS / workers;
        }
        double rest = projectedTotal - total - compute - exchange - wait;
        List<ErrorTerm> terms = new ArrayList<>();
        terms.add(term("exchanging", exchange, total, labels(measured, projected)));
        terms.add(term("waiting for the last member", wait, total, last(measured, projected)));
        terms.add(term(isGiven ? "computing, which is given" : "computing", compute, total, ""));
        terms.add(term("ends of workers apart", rest, total, ""));
        terms.sort(Comparator.comparingDouble((ErrorTerm term) -> -Math.abs(term.seconds())));
        return terms;
    }

    private static ErrorTerm term(String name, double seconds, double total, String detail) {
        return new ErrorTerm(name, seconds, total == 0 ? 0 : seconds / total, detail);
    }

    /** The kind of exchange that differs most, each from its last member's coming to its end. */
    private static String labels(MeasuredUnit measured, ProjectedUnit projected) {
        Map<String, double[]> sums = new TreeMap<>();
        for (MeasuredExchange exchange : measured.exchanges()) {
            double[] sum = sums.computeIfAbsent(exchange.label(), label -> new double[4]);
            sum[0] += exchange.nanos() / NANOS;
            sum[1]++;
        }
        for (ExchangeTiming exchange : projected.exchanges()) {
            double[] sum = sums.computeIfAbsent(exchange.spec().label(), label -> new double[4]);
            sum[2] += projected.nanos(exchange) / NANOS;
            sum[3]++;
        }
        return sums.entrySet().stream()
                .max(Comparator.comparingDouble(each -> Math.abs(each.getValue()[2] - each.getValue()[0])))
                .map(each -> each.getKey() + ": " + mean(each.getValue()[0], each.getValue()[1]) + " measured, "
                        + mean(each.getValue()[2], each.getValue()[3]) + " projected each")
                .orElse("");
    }

    private static String mean(double seconds, double count) {
        return count == 0 ? "none" : Quantities.duration(seconds / count);
    }

    /** Who came last most often, measured and projected, and by how much it computes longer than the others. */
    private static String last(MeasuredUnit measured, ProjectedUnit projected) {
        int[] real = new int[measured.members()];
        int[] simulated = new int[measured.members()];
        int all = measured.exchanges().size();
        for (MeasuredExchange exchange : measured.exchanges()) {
            real[exchange.lastMember()]++;
        }
        for (ExchangeTiming exchange : projected.exchanges()) {
            simulated[exchange.lastWorker()]++;
        }
        if (all == 0 || projected.exchanges().isEmpty()) {
            return "";
        }
        int most = 0;
        for (int w = 1; w < real.length; w++) {
            most = real[w] > real[most] ? w : most;
        }
        return String.format(
                Locale.ROOT,
                "%s came last in %.0f %% of exchanges, projected %.0f %%%s",
                measured.name(most),
                100.0 * real[most] / all,
                100.0 * simulated[most] / projected.exchanges().size(),
                most < measured.workers() ? longer(measured, most) : "");
    }

    private static String longer(MeasuredUnit measured, int worker) {
        if (measured.workers() < 2) {
            return "";
        }
        double others = 0;
        for (int w = 0; w < measured.workers(); w++) {
            others += w == worker ? 0 : (double) measured.ownNanos(w) / (measured.workers() - 1);
        }
        double more = others == 0 ? 0 : measured.ownNanos(worker) / others - 1;
        return more >= 0.01
                ? String.format(Locale.ROOT, "; it computes %.0f %% longer than the others", 100 * more)
                : "";
    }
}
