package org.longhaul.scenario.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.scenario.file.Selection;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.replica.ReplicaMode;
import org.longhaul.training.replica.Replicas;

/**
 * How far workers come in a round, each by itself and on average, on a quadratic of 200 elements with curvatures from 0.01 to 1,
 * equal workers and noisy gradients.
 *
 * <p>Looked at is the moment one step before each averaging of period K. Figures are means over the rounds of the second half.
 *
 * <pre>
 *   own-norm    mean_m |d_m|       d_m how far worker m has moved since the averaging before
 *   mean-norm   |mean_m d_m|
 *   cosine      mean over all pairs of cos(d_m, d_n)
 * </pre>
 */
@SuppressWarnings("rawtypes")
@AutoService(Experiment.class)
@Provides(
        id = "outer-gradients",
        description = "Length of what workers come to in a round, of its mean, and cosines between workers.",
        source = "DiLoCo, arXiv 2311.08105, analysis of outer gradients; the quadratic is ours")
public final class OuterGradients implements Experiment<OuterGradients.Settings> {
    /** What is trained; see the annotations. */
    public record Settings(
            @JsonPropertyDescription("method without a server, after whose averaging all workers are equal")
                    Selection<DistributedMethodFactory<?>> method,
            @JsonPropertyDescription("optimizer of the workers") Selection<OptimizerFactory<?>> optimizer,
            @JsonProperty(defaultValue = "4") @JsonPropertyDescription("workers") int workers,
            @JsonProperty(defaultValue = "32") @JsonPropertyDescription("sync period K of the method, steps")
                    long period,
            @JsonProperty(defaultValue = "16") @JsonPropertyDescription("rounds that are trained") long rounds,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("standard deviation of the gradient noise")
                    double noise) {
        public Settings {
            Require.atLeast("workers", workers, 2);
            Require.atLeast("period", period, 2);
            Require.atLeast("rounds", rounds, 2);
        }
    }

    @Override
    public long steps(Settings settings) {
        return rounds(settings).steps();
    }

    private static ObservedRounds rounds(Settings s) {
        return new ObservedRounds(s.method, s.optimizer, s.workers, s.period, s.rounds, s.noise);
    }

    @Override
    public Map<String, Double> figures(Settings settings, long seed, LongConsumer stepped) {
        Sums sums = new Sums();
        rounds(settings).train(ReplicaMode.STACKED, seed, sums, stepped);
        return sums.figures();
    }

    /** Sums up over rounds. */
    private static final class Sums implements ObservedRounds.Watcher {
        private double ownNorm;
        private double meanNorm;
        private double cosine;
        private long rounds;

        @Override
        public void look(Replicas replicas, double[] start) {
            List<double[]> moved = new ArrayList<>();
            for (int worker = 0; worker < replicas.workers(); worker++) {
                moved.add(Vectors.minus(replicas.parameters().of(worker).toDoubles(), start));
            }
            int pairs = moved.size() * (moved.size() - 1) / 2;
            for (int worker = 0; worker < moved.size(); worker++) {
                ownNorm += Vectors.norm(moved.get(worker)) / moved.size();
                for (int other = 0; other < worker; other++) {
                    cosine += Vectors.cosine(moved.get(worker), moved.get(other)) / pairs;
                }
            }
            meanNorm += Vectors.norm(Vectors.mean(moved));
            rounds++;
        }

        Map<String, Double> figures() {
            return ImmutableMap.of(
                    "own-norm", ownNorm / rounds, "mean-norm", meanNorm / rounds, "cosine", cosine / rounds);
        }
    }
}
