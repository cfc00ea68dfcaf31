package org.longhaul.training.method.server;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/** The parameters theta that all workers share, with what their optimizer keeps. The replicas own the vectors. */
public final class ServerModel {
    private final ServerOptimizer optimizer;
    private final Tensor theta;
    private final List<Tensor> kept = new ArrayList<>();

    /** How many of the first elements are running statistics. */
    private final long statistics;

    /** At the initial parameters. */
    public ServerModel(ServerOptimizer optimizer, Replicas replicas) {
        this.optimizer = optimizer;
        theta = replicas.newVectorOfInitialParameters();
        statistics = replicas.layout().statistics();
        for (ServerOptimizer.Kept each : optimizer.kept()) {
            kept.add(each.startsAsModel() ? replicas.newVectorOfInitialParameters() : replicas.newVector());
        }
    }

    /** Theta, [P]; the same tensor at all times. */
    public Tensor parameters() {
        return theta;
    }

    /** {@link ServerOptimizer#takesPseudoGradients}. */
    public boolean takesPseudoGradients() {
        return optimizer.takesPseudoGradients();
    }

    /** Theta, and whatever starts as a copy of it, become these parameters before the first step. */
    public void startFrom(Tensor parameters) {
        theta.copyInPlace(parameters);
        for (int i = 0; i < kept.size(); i++) {
            if (optimizer.kept().get(i).startsAsModel()) {
                kept.get(i).copyInPlace(parameters);
            }
        }
    }

    /**
     * Moves theta.
     *
     * @param mean what the optimizer takes, [P]; may be changed
     * @param round number of rounds done with this one, from 1
     */
    public void step(Tensor mean, long round) {
        if (statistics == 0) {
            optimizer.step(theta, kept, mean, round);
        } else {
            stepPart(mean, round, 0, theta.elements());
        }
    }

    /** Moves the elements from {@code from} to before {@code to}, by the same part of the mean. */
    public void stepPart(Tensor mean, long round, long from, long to) {
        long start = Math.max(from, Math.min(statistics, to));
        if (from < start) {
            long length = start - from;
            optimizer
                    .ofStatistics()
                    .step(theta.narrow(0, from, length), List.of(), mean.narrow(0, from, length), round);
        }
        if (start < to) {
            long length = to - start;
            List<Tensor> parts =
                    kept.stream().map(vector -> vector.narrow(0, start, length)).toList();
            optimizer.step(theta.narrow(0, start, length), parts, mean.narrow(0, start, length), round);
        }
    }

    /** Everything that persists between rounds, theta among it, by name. */
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        state.put("server-parameters", theta);
        state.putAll(kept());
        return state;
    }

    /** The same without theta. */
    public Map<String, Tensor> kept() {
        Map<String, Tensor> named = new LinkedHashMap<>();
        for (int i = 0; i < kept.size(); i++) {
            named.put(optimizer.kept().get(i).name(), kept.get(i));
        }
        return named;
    }
}
