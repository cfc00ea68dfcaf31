package org.longhaul.analysis.statistics;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Target;

/**
 * The figures that the table of a run shows, as plain values for programs: everything that is derived from a run record.
 *
 * <p>The rules are those of the table: a method that did not train its budget has no figure of its whole budget, nothing is
 * averaged over the seeds that reached a target alone, and nothing is compared with a baseline that did not finish.
 *
 * @param baseline label of the method that others are compared with
 * @param confidence coverage of every interval, 0 to 1
 * @param methods one entry per label, in the order of the run
 * @param orders the methods by the headline measure, and by time to every target or, without one, by duration
 */
public record ComparisonFigures(
        String baseline, double confidence, List<MethodFigures> methods, List<OrderFigures> orders) {

    /**
     * One method over its seeds; what is null is not known or not comparable.
     *
     * @param label its name in the run
     * @param id the method's id
     * @param standing how it ended over all seeds
     * @param seeds its seeds
     * @param measures one entry per measure with values of its own, the headline first
     * @param seconds projected duration of the whole budget
     * @param timeShares where it went
     * @param vectorBytes bytes that the trained tensors of one worker's exchanges encode to
     * @param chargedBytes the same for the model that is charged
     * @param linkBytes bytes that one worker's host put on its links
     * @param units {@code chargedBytes} in sizes of one model
     * @param busiestLinkUse mean use of the busiest direction of a link, 0 to 1
     * @param dollars price of the carried bytes
     * @param fewerChargedBytes how many times fewer charged bytes than the baseline
     * @param speedUp how many times sooner than the baseline the whole budget is trained
     * @param secondsAgainstBaseline this method's duration minus the baseline's, seed by seed, seconds
     * @param targets one entry per target of the run
     */
    public record MethodFigures(
            String label,
            String id,
            Standing standing,
            List<Long> seeds,
            List<MeasureFigures> measures,
            @Nullable Spread seconds,
            @Nullable ShareFigures timeShares,
            @Nullable Double vectorBytes,
            @Nullable Double chargedBytes,
            @Nullable Double linkBytes,
            @Nullable Double units,
            @Nullable Double busiestLinkUse,
            @Nullable Spread dollars,
            @Nullable Double fewerChargedBytes,
            @Nullable Double speedUp,
            @Nullable DifferenceFigures secondsAgainstBaseline,
            List<TargetFigures> targets) {}

    /**
     * One measure of one method.
     *
     * @param measure id of the measure
     * @param unit its unit
     * @param last its last value
     * @param virtual mean value of the means over workers at the last evaluation; null where the workers were equal
     * @param againstBaseline this method's last value minus the baseline's, seed by seed
     * @param clients how it differs from client to client
     */
    public record MeasureFigures(
            String measure,
            String unit,
            @Nullable Spread last,
            @Nullable Double virtual,
            @Nullable DifferenceFigures againstBaseline,
            @Nullable ClientSpread clients) {}

    /** Shares of the time of workers, each 0 to 1. */
    public record ShareFigures(double compute, double exposedCommunication, double waiting, double idle) {}

    /**
     * How a method met one target.
     *
     * @param target the target in words
     * @param reached seeds that reached it
     * @param of all seeds
     * @param perSeed when, under each seed
     * @param seconds time to it; null unless every seed reached it
     * @param medianSeconds median of the time by Kaplan and Meier's estimate; null where too few seeds got there to know it
     * @param medianAtLeastSeconds what the median lies beyond where it is not known and some seed got there
     * @param chargedBytes bytes charged to one worker until then; null as {@code seconds} is
     * @param linkBytes bytes that one worker's host put on its links until then; null as {@code seconds} is
     * @param items items, for instance tokens, until then; null as {@code seconds} is
     * @param speedUp how many times sooner than the baseline; null unless both reached it under every seed
     * @param secondsAgainstBaseline this method's time minus the baseline's, seed by seed
     */
    public record TargetFigures(
            String target,
            int reached,
            int of,
            List<SeedFigures> perSeed,
            @Nullable Spread seconds,
            @Nullable Double medianSeconds,
            @Nullable Double medianAtLeastSeconds,
            @Nullable Spread chargedBytes,
            @Nullable Spread linkBytes,
            @Nullable Spread items,
            @Nullable Double speedUp,
            @Nullable DifferenceFigures secondsAgainstBaseline) {}

    /**
     * When one seed met a target.
     *
     * @param seed the seed
     * @param seconds simulated time; null when it did not get there within its budget
     * @param best best value of a seed that did not get there
     * @param notBeforeSeconds last evaluation of a seed that did not get there; null where it did, and where training diverged
     */
    public record SeedFigures(
            long seed, @Nullable Double seconds, @Nullable Double best, @Nullable Double notBeforeSeconds) {}

    /**
     * A difference between two methods over the seeds that both have.
     *
     * @param seeds those seeds
     * @param bySeed first minus second under each of them
     * @param difference their mean, with a t interval and a percentile bootstrap interval
     * @param pValue two-sided, of the paired t test
     * @param effectSize the mean in standard deviations of the differences
     * @param signedRank Wilcoxon's test; null for a figure that is not finite
     * @param verdict what the t interval says
     */
    public record DifferenceFigures(
            List<Long> seeds,
            List<Double> bySeed,
            Spread difference,
            @Nullable Double pValue,
            @Nullable Double effectSize,
            @Nullable SignedRank signedRank,
            PairedDifference.Verdict verdict) {}

    /**
     * Finished methods in the order of one figure, the best first.
     *
     * @param by the figure: {@code final} and the headline measure, {@code duration} or {@code time to} a target
     * @param known whether the seeds allow to say who is before whom
     * @param leaders the first and every method that cannot be told from it; empty where the order is not known
     * @param places the methods in order
     */
    public record OrderFigures(String by, boolean known, List<String> leaders, List<PlaceFigures> places) {}

    /**
     * One place of an order.
     *
     * @param label the method
     * @param mean its figure
     * @param toFirst its difference from the first; null for the first
     * @param toPrevious its difference from the one before it; null for the first
     * @param bestRank its best place, from 1, under any one seed; 0 where the methods have no seed in common
     * @param worstRank its worst place likewise
     */
    public record PlaceFigures(
            String label,
            double mean,
            @Nullable DifferenceFigures toFirst,
            @Nullable DifferenceFigures toPrevious,
            int bestRank,
            int worstRank) {}

    /** Copies the lists. */
    public ComparisonFigures {
        methods = List.copyOf(methods);
        orders = List.copyOf(orders);
    }

    /** Returns the figures of a comparison. */
    public static ComparisonFigures of(Comparison comparison) {
        List<OrderFigures> orders = new ArrayList<>();
        MeasureInfo headline = comparison.run().measures().headline();
        orders.add(order("final " + headline.label(), comparison.by(headline)));
        List<Target> targets = comparison.run().targets();
        if (targets.isEmpty()) {
            orders.add(order("duration", comparison.byDuration()));
        }
        targets.forEach(target -> orders.add(order("time to " + target.label(), comparison.byTimeTo(target))));
        return new ComparisonFigures(
                comparison.run().baseline(),
                Spread.CONFIDENCE,
                comparison.methods().stream().map(ComparisonFigures::method).toList(),
                orders);
    }

    private static MethodFigures method(MethodSummary method) {
        return new MethodFigures(
                method.label(),
                method.id(),
                method.standing(),
                method.seeds().stream().map(seed -> seed.seed()).toList(),
                method.measures().stream()
                        .map(measure -> measure(measure, method.isTrained()))
                        .toList(),
                trained(method, MethodSummary::simulatedSeconds),
                trained(method, ComparisonFigures::shares),
                trained(method, MethodSummary::vectorBytes),
                trained(method, MethodSummary::chargedBytes),
                trained(method, MethodSummary::linkBytes),
                trained(method, MethodSummary::units),
                trained(method, summary -> Double.isNaN(summary.busiestLinkUse()) ? null : summary.busiestLinkUse()),
                trained(method, MethodSummary::dollars),
                method.fewerChargedBytes(),
                method.speedUp(),
                difference(method.secondsAgainstBaseline()),
                method.targets().stream().map(target -> target(method, target)).toList());
    }

    private static MeasureFigures measure(MeasureSummary summary, boolean trained) {
        return new MeasureFigures(
                summary.measure().id(),
                summary.measure().unit(),
                trained ? summary.last() : null,
                summary.virtual(),
                difference(summary.againstBaseline()),
                trained ? summary.clients() : null);
    }

    private static <T> @Nullable T trained(MethodSummary method, Function<MethodSummary, @Nullable T> figure) {
        return method.isTrained() ? figure.apply(method) : null;
    }

    private static @Nullable ShareFigures shares(MethodSummary method) {
        TimeShares time = method.time();
        return time.total() > 0
                ? new ShareFigures(
                        time.share(time.compute()),
                        time.share(time.exposedCommunication()),
                        time.share(time.waiting()),
                        time.share(time.idle()))
                : null;
    }

    private static SeedFigures seed(long seed, TimeToTarget time) {
        if (time instanceof TimeToTarget.NotReached not) {
            return new SeedFigures(
                    seed, null, not.best(), Double.isFinite(not.watchedSeconds()) ? not.watchedSeconds() : null);
        }
        return new SeedFigures(seed, ((TimeToTarget.Reached) time).seconds(), null, null);
    }

    private static TargetFigures target(MethodSummary method, TargetSummary target) {
        List<SeedFigures> perSeed = new ArrayList<>();
        for (int i = 0; i < target.perSeed().size(); i++) {
            long seed = method.seeds().get(i).seed();
            TimeToTarget time = target.perSeed().get(i);
            perSeed.add(seed(seed, time));
        }
        return new TargetFigures(
                target.target().label(),
                target.reached(),
                perSeed.size(),
                perSeed,
                target.seconds(),
                target.medianSeconds(),
                target.medianAtLeast(),
                target.chargedBytes(),
                target.linkBytes(),
                target.items(),
                target.speedUp(),
                difference(target.againstBaseline()));
    }

    private static OrderFigures order(String by, Ranking ranking) {
        return new OrderFigures(
                by,
                ranking.isKnown(),
                ranking.isKnown()
                        ? ranking.leaders().stream()
                                .map(place -> place.method().label())
                                .toList()
                        : List.of(),
                ranking.places().stream()
                        .map(place -> new PlaceFigures(
                                place.method().label(),
                                place.value().mean(),
                                difference(place.toFirst()),
                                difference(place.toPrevious()),
                                place.bestRank(),
                                place.worstRank()))
                        .toList());
    }

    private static @Nullable DifferenceFigures difference(@Nullable PairedDifference paired) {
        return paired == null
                ? null
                : new DifferenceFigures(
                        paired.seeds(),
                        paired.bySeed(),
                        paired.difference(),
                        paired.pValue(),
                        paired.effectSize(),
                        paired.signedRank(),
                        paired.verdict());
    }
}
