package org.longhaul.analysis.report;

import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.Target;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.statistics.Spread;
import org.longhaul.analysis.statistics.TargetSummary;
import org.longhaul.analysis.text.Quantities;

/** The sentence that answers the question of the run: which method is there first, and by how much. */
public final class Headline {

    private Headline() {}

    /** Returns the sentence, plain text. */
    public static String of(Comparison comparison) {
        List<MethodSummary> methods = comparison.methods();
        if (methods.isEmpty()) {
            return "This run holds no method.";
        }
        List<Target> targets = comparison.run().targets();
        return targets.isEmpty()
                ? wholeBudget(comparison)
                : toTarget(comparison, targets.get(0).label());
    }

    private static String toTarget(Comparison comparison, String target) {
        List<MethodSummary> ranked = comparison.methods().stream()
                .filter(method -> method.targets().get(0).reached() > 0)
                .sorted(Comparator.comparingInt(Headline::missing).thenComparingDouble(Headline::secondsToTarget))
                .toList();
        if (ranked.isEmpty()) {
            return "No method reaches " + target + " within its budget" + closest(comparison) + ".";
        }
        MethodSummary best = ranked.get(0);
        TargetSummary summary = best.targets().get(0);
        String start = best.label() + " reaches " + target + " in " + Quantities.duration(secondsToTarget(best));
        if (missing(best) > 0) {
            start += " (in " + summary.reached() + " of " + best.seeds().size() + " seeds)";
        }
        MethodSummary baseline = comparison.baseline();
        if (best.baseline()) {
            if (ranked.size() == 1) {
                return start + (comparison.methods().size() > 1 ? "; no other method reaches it." : ".");
            }
            MethodSummary next = ranked.get(1);
            return start + ", before every other method; " + next.label() + " takes "
                    + Quantities.factor(secondsToTarget(next) / secondsToTarget(best)) + " as long.";
        }
        if (baseline == null) {
            return start + (comparison.methods().size() > 1 ? ", before every other method." : ".");
        }
        Double speedUp = summary.speedUp();
        return speedUp == null
                ? start + "; " + baseline.label() + " does not reach it within its budget."
                : start + ", " + relative(speedUp) + " than " + baseline.label() + ".";
    }

    private static String wholeBudget(Comparison comparison) {
        MethodSummary best = comparison.methods().stream()
                .min(Comparator.comparingDouble(
                        method -> method.simulatedSeconds().mean()))
                .orElseThrow();
        MethodSummary baseline = comparison.baseline();
        long steps = best.seeds().get(0).totals().steps();
        StringBuilder sentence = new StringBuilder(best.label() + " trains " + Quantities.count(steps)
                + (steps == 1 ? " step in " : " steps in ")
                + Quantities.duration(best.simulatedSeconds().mean()));
        Double speedUp = best.speedUp();
        if (baseline != null && !best.baseline() && speedUp != null) {
            sentence.append(", ").append(relative(speedUp)).append(" than ").append(baseline.label());
        }
        sentence.append(loss(best.finalLoss()));
        if (baseline != null && !best.baseline() && baseline.finalLoss() != null) {
            sentence.append(" (").append(baseline.label()).append(": ");
            sentence.append(Quantities.loss(baseline.finalLoss().mean())).append(')');
        }
        return sentence.append('.').toString();
    }

    private static String relative(double speedUp) {
        return speedUp >= 1 ? Quantities.factor(speedUp) + " sooner" : Quantities.factor(1 / speedUp) + " later";
    }

    private static String loss(@Nullable Spread loss) {
        if (loss == null) {
            return "";
        }
        return Double.isFinite(loss.mean()) ? ", to loss " + Quantities.loss(loss.mean()) : ", and diverges";
    }

    private static String closest(Comparison comparison) {
        return comparison.methods().stream()
                .filter(method -> method.finalLoss() != null
                        && Double.isFinite(method.finalLoss().mean()))
                .min(Comparator.comparingDouble(Headline::finalLoss))
                .map(method -> "; " + method.label() + " comes closest with loss " + Quantities.loss(finalLoss(method)))
                .orElse("");
    }

    private static double finalLoss(MethodSummary method) {
        return method.finalLoss() == null ? Double.NaN : method.finalLoss().mean();
    }

    private static int missing(MethodSummary method) {
        return method.seeds().size() - method.targets().get(0).reached();
    }

    private static double secondsToTarget(MethodSummary method) {
        Spread seconds = method.targets().get(0).seconds();
        return seconds == null ? Double.NaN : seconds.mean();
    }
}
