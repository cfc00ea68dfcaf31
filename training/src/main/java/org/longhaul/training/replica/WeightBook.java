package org.longhaul.training.replica;

import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.weighting.WeightFigures;

/** What samples have counted for since it was last told, by worker and domain. Thread-safety: none. */
final class WeightBook {
    private final List<RoundFigure> ofDomains;
    private final Map<Integer, double[]> sums = new TreeMap<>();
    private final Map<Integer, Double> moved = new TreeMap<>();
    private final Map<RoundFigure, Double> others = new LinkedHashMap<>();

    /**
     * An empty book.
     *
     * @param domains names of those that are told apart; empty for none
     */
    WeightBook(List<String> domains) {
        ofDomains = WeightFigures.ofDomains(domains);
    }

    /** Sum and number of a worker's weights, by domain. */
    void add(int worker, double[] byDomain) {
        double[] known = sums.computeIfAbsent(worker, each -> new double[byDomain.length]);
        Arrays.setAll(known, i -> known[i] + byDomain[i]);
    }

    /** How far a worker has moved in its round. */
    void moved(int worker, double norm) {
        moved.put(worker, norm);
    }

    /** Another figure. */
    void put(RoundFigure figure, double value) {
        others.put(figure, value);
    }

    /** Tells all of it, and begins anew. */
    void tell(RoundFigures figures) {
        others.forEach(figures::tell);
        double[] all = new double[2];
        double[] byDomain = new double[2 * ofDomains.size()];
        sums.forEach((worker, own) -> {
            double[] ofWorker = new double[2];
            for (int i = 0; i < own.length; i++) {
                ofWorker[i % 2] += own[i];
                if (i < byDomain.length) {
                    byDomain[i] += own[i];
                }
            }
            all[0] += ofWorker[0];
            all[1] += ofWorker[1];
            if (ofWorker[1] > 0) {
                figures.tell(WeightFigures.WEIGHT, worker, ofWorker[0] / ofWorker[1]);
            }
        });
        if (all[1] > 0) {
            figures.tell(WeightFigures.WEIGHT, all[0] / all[1]);
        }
        for (int domain = 0; domain < ofDomains.size(); domain++) {
            if (byDomain[2 * domain + 1] > 0) {
                figures.tell(ofDomains.get(domain), byDomain[2 * domain] / byDomain[2 * domain + 1]);
            }
        }
        double sum = 0;
        for (Map.Entry<Integer, Double> each : moved.entrySet()) {
            figures.tell(WeightFigures.PSEUDO_GRADIENT, each.getKey(), each.getValue());
            sum += each.getValue();
        }
        if (!moved.isEmpty()) {
            figures.tell(WeightFigures.PSEUDO_GRADIENT, sum / moved.size());
        }
        sums.clear();
        moved.clear();
        others.clear();
    }
}
