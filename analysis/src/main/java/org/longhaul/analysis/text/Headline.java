package org.longhaul.analysis.text;

import java.util.List;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MeasureSummary;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.statistics.PairedDifference;
import org.longhaul.analysis.statistics.Ranking;
import org.longhaul.analysis.statistics.Ranking.Place;
import org.longhaul.analysis.statistics.Spread;
import org.longhaul.analysis.statistics.Standing;
import org.longhaul.analysis.statistics.TargetSummary;

/**
 * The sentence that answers the question of the run: which method is there first, and by how much.
 *
 * <p>Methods that did not finish are named and never ranked; finished ones are ranked only where the paired differences over the
 * seeds tell them apart at {@link Spread#CONFIDENCE}, so never with one seed.
 */
public final class Headline {

    private static final int MOST_NAMED = 3;
    private static final String ONE_SEED = " (one seed: no ranking)";

    private final Comparison comparison;
    private final List<MethodSummary> finished;
    private final @Nullable MethodSummary baseline;

    private Headline(Comparison comparison) {
        this.comparison = comparison;
        this.finished = comparison.methods().stream()
                .filter(method -> method.standing() == Standing.FINISHED)
                .toList();
        MethodSummary candidate = comparison.baseline();
        this.baseline = candidate != null && candidate.standing() == Standing.FINISHED ? candidate : null;
    }

    /** Returns the sentence, and a second one where a method did not finish; plain text. */
    public static String of(Comparison comparison) {
        if (comparison.methods().isEmpty()) {
            return "This run holds no method.";
        }
        Headline headline = new Headline(comparison);
        String others = headline.unfinished();
        if (headline.finished.isEmpty()) {
            return "No method finished: " + others + ".";
        }
        List<Target> targets = comparison.run().targets();
        String sentence = targets.isEmpty() ? headline.wholeBudget() : headline.toTarget(targets.get(0));
        return sentence + "." + (others.isEmpty() ? "" : " Not compared: " + others + ".");
    }

    private String unfinished() {
        return comparison.methods().stream()
                .filter(method -> method.standing() != Standing.FINISHED)
                .map(method -> method.label() + (method.baseline() ? ", the baseline, " : " ") + RunTable.verb(method))
                .collect(Collectors.joining("; "));
    }

    private String toTarget(Target target) {
        Ranking ranking = comparison.byTimeTo(target);
        if (ranking.places().isEmpty()) {
            return notReached(target);
        }
        Place best = ranking.places().get(0);
        String reaches = " reaches " + target.label() + " in ";
        if (ranking.places().size() == 1) {
            String sentence = best.method().label() + reaches + duration(best);
            if (baseline != null && !best.method().baseline()) {
                return sentence + "; " + baseline.label() + " " + missing(baseline);
            }
            return sentence + (finished.size() > 1 ? "; no other method reaches it" + underEverySeed() : "");
        }
        if (!ranking.isKnown()) {
            Place other = other(ranking);
            return best.method().label() + reaches + duration(best) + ", "
                    + other.method().label() + " in " + duration(other) + ONE_SEED;
        }
        List<Place> leaders = ranking.leaders();
        if (leaders.size() > 1) {
            return names(leaders) + " reach " + target.label() + " in " + durations(leaders)
                    + ", within noise of each other" + behind(leaders, ranking);
        }
        if (best.method().baseline()) {
            Place next = ranking.places().get(1);
            return best.method().label() + reaches + duration(best) + ", before every other method; "
                    + next.method().label() + " takes "
                    + Quantities.factor(next.value().mean() / best.value().mean()) + " as long";
        }
        Double speedUp = best.method().targets().get(0).speedUp();
        return best.method().label()
                + reaches
                + duration(best)
                + (speedUp == null
                        ? ", before every other method"
                        : ", " + Quantities.factor(speedUp) + " sooner than "
                                + comparison.run().baseline());
    }

    private String notReached(Target target) {
        List<MethodSummary> some = finished.stream()
                .filter(method -> method.targets().get(0).reached() > 0)
                .toList();
        if (!some.isEmpty()) {
            return "No method reaches " + target.label() + " under every seed; "
                    + some.stream()
                            .map(method -> method.label() + " does under "
                                    + method.targets().get(0).reached() + " of "
                                    + method.seeds().size())
                            .collect(Collectors.joining(", "));
        }
        MeasureInfo measure = comparison.run().measures().takenFor(target.measure());
        Ranking closest = comparison.by(measure);
        String sentence = "No method reaches " + target.label() + " within its budget";
        if (closest.places().isEmpty()) {
            return sentence;
        }
        Place best = closest.places().get(0);
        String value = MeasureWords.value(measure, best.value().mean());
        if (closest.places().size() > 1 && !closest.isKnown()) {
            return sentence + "; the " + MeasureWords.best(measure) + " " + measure.label() + " is " + value + ", by "
                    + best.method().label() + ONE_SEED;
        }
        String with = " with " + measure.label() + " " + value;
        return closest.leaders().size() > 1
                ? sentence + "; " + names(closest.leaders()) + " come closest, within noise of each other," + with
                : sentence + "; " + best.method().label() + " comes closest" + with;
    }

    private String wholeBudget() {
        Ranking ranking = comparison.byDuration();
        Place best = ranking.places().get(0);
        long steps = best.method().seeds().get(0).totals().steps();
        String budget = Quantities.count(steps) + (steps == 1 ? " step in " : " steps in ");
        if (ranking.places().size() > 1
                && ranking.isKnown()
                && ranking.leaders().size() > 1) {
            List<Place> leaders = ranking.leaders();
            return names(leaders) + " train " + budget + durations(leaders) + ", within noise of each other"
                    + behind(leaders, ranking);
        }
        StringBuilder sentence = new StringBuilder(best.method().label() + " trains " + budget + duration(best));
        if (ranking.places().size() == 1) {
            return sentence.append(quality(best.method(), null)).toString();
        }
        Place other = other(ranking);
        Double speedUp = best.method().speedUp();
        if (!ranking.isKnown()) {
            sentence.append(", ").append(other.method().label()).append(" in ").append(duration(other));
        } else if (other.method().baseline() && speedUp != null) {
            sentence.append(", ")
                    .append(Quantities.factor(speedUp))
                    .append(" sooner than ")
                    .append(other.method().label());
        }
        return sentence.append(quality(best.method(), other.method())).toString() + (ranking.isKnown() ? "" : ONE_SEED);
    }

    /** The baseline's place, or the next one where the first is the baseline or the baseline has none. */
    private Place other(Ranking ranking) {
        Place place = baseline == null ? null : ranking.of(baseline);
        return place == null || place.toFirst() == null ? ranking.places().get(1) : place;
    }

    /** How far behind the baseline is, if it is behind. */
    private String behind(List<Place> leaders, Ranking ranking) {
        Place place = baseline == null ? null : ranking.of(baseline);
        return place == null || leaders.contains(place)
                ? ""
                : "; " + place.method().label() + " takes " + duration(place);
    }

    private static String missing(MethodSummary method) {
        TargetSummary target = method.targets().get(0);
        return target.reached() == 0
                ? "does not reach it within its budget"
                : "reaches it under " + target.reached() + " of "
                        + target.perSeed().size() + " seeds";
    }

    private String underEverySeed() {
        return finished.stream()
                                .filter(method -> method.targets().get(0).reached() > 0)
                                .count()
                        > 1
                ? " under every seed"
                : "";
    }

    private static String quality(MethodSummary method, @Nullable MethodSummary other) {
        MeasureSummary summary = method.headline();
        MeasureInfo measure = summary.measure();
        Spread last = summary.last();
        if (last == null) {
            return "";
        }
        String sentence = ", to " + measure.label() + " " + MeasureWords.value(measure, last.mean());
        Spread others = other == null ? null : other.headline().last();
        if (other == null || others == null) {
            return sentence;
        }
        PairedDifference difference =
                method.baseline() ? other.headline().againstBaseline() : summary.againstBaseline();
        boolean noise = difference != null && difference.verdict() == PairedDifference.Verdict.WITHIN_NOISE;
        return sentence + " (" + other.label() + ": " + MeasureWords.value(measure, others.mean())
                + (noise ? ", within noise)" : ")");
    }

    private static String names(List<Place> places) {
        return joined(places.stream().map(place -> place.method().label()).toList());
    }

    private static String durations(List<Place> places) {
        return duration(places.get(0)) + " to " + duration(places.get(places.size() - 1));
    }

    private static String joined(List<String> parts) {
        int named = parts.size() > MOST_NAMED ? MOST_NAMED - 1 : parts.size() - 1;
        int more = parts.size() - named;
        return String.join(", ", parts.subList(0, named)) + " and " + (more == 1 ? parts.get(named) : more + " others");
    }

    private static String duration(Place place) {
        return Quantities.duration(place.value().mean());
    }

    /** The line under a figure of a run: its workers and network, the model it is charged as, and what the seeds are drawn as. */
    public static String setting(Comparison comparison) {
        RunRecord run = comparison.run();
        int workers = run.network().workerNodes().size();
        int seeds = run.provenance().seeds().size();
        return workers + (workers == 1 ? " worker on " : " workers on ")
                + run.network().name() + ", "
                + run.network().fidelity() + " network model"
                + (run.projectedModel() == null ? "" : "; charged as " + run.projectedModel())
                + (seeds < 2 ? "; one seed" : "; mean of " + seeds + " seeds, lowest to highest shaded");
    }
}
