package org.longhaul.wire.compare;

import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.scenario.run.UnitProgress;
import org.longhaul.wire.projection.MeasuredUnit;
import org.longhaul.wire.record.WireEvaluation;

/**
 * How far the losses on the wire lie from those of the same method in one process: the largest relative difference.
 *
 * @param largest the difference, as a share; 0 where nothing was compared
 * @param where what it was of
 * @param compared how many values were compared
 */
public record LossDifference(double largest, String where, int compared) {

    static LossDifference of(MeasuredUnit measured, UnitProgress simulated) {
        LossDifference worst = new LossDifference(0, "", 0);
        double[] losses = measured.losses();
        Map<Long, WireEvaluation> evaluated = new HashMap<>();
        measured.evaluations().forEach(evaluation -> evaluated.put(evaluation.step(), evaluation));
        List<UnitProgress.Evaluation> all = simulated.evaluations();
        long before = 0;
        for (UnitProgress.Evaluation evaluation : all) {
            if (evaluation.step() > losses.length) {
                break;
            }
            Double training = evaluation.training();
            if (training != null && evaluation.step() > before) {
                worst = worst.and(
                        mean(losses, before, evaluation.step()),
                        training,
                        "training loss up to step " + evaluation.step());
            }
            before = evaluation.step();
            WireEvaluation own = evaluated.get(evaluation.step());
            if (own != null) {
                for (Map.Entry<String, Double> value : evaluation.values().entrySet()) {
                    Double found = own.values().get(value.getKey());
                    if (found != null) {
                        worst = worst.and(found, value.getValue(), value.getKey() + " after step " + evaluation.step());
                    }
                }
            }
        }
        return worst;
    }

    private static double mean(double[] losses, long from, long to) {
        double sum = 0;
        for (long i = from; i < to; i++) {
            sum += losses[(int) i];
        }
        return sum / (to - from);
    }

    private LossDifference and(double found, double expected, String what) {
        boolean areSame = Double.compare(found, expected) == 0;
        double difference = areSame ? 0 : Math.abs(found - expected) / Math.max(Math.abs(expected), 1e-12);
        // What is no number on one side only differs by more than any number.
        double comparable = Double.isNaN(difference) ? Double.POSITIVE_INFINITY : difference;
        return comparable > largest
                ? new LossDifference(comparable, what, compared + 1)
                : new LossDifference(largest, where, compared + 1);
    }
}
