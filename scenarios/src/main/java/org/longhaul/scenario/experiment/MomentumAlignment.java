package org.longhaul.scenario.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.scenario.file.Selection;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.optimizer.StateSpec;
import org.longhaul.training.replica.ReplicaMode;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * How far workers go the same way between two averagings: cosines between what a worker has and the mean over the workers, on a
 * quadratic of 200 elements with curvatures from 0.01 to 1, equal workers and noisy gradients.
 *
 * <p>Looked at is the moment one step before each averaging of period K, so after K - 1 steps of a worker's own. Figures are means
 * over workers and over the rounds of the second half.
 *
 * <pre>
 *   momentum-cosine               cos(u_m, mean u)          u the first moments, one after the other
 *   displacement-cosine           cos(d_m, mean d)          d how far a worker has moved since the averaging before
 *   displacement-momentum-cosine  cos(-d_m, mean u)
 * </pre>
 */
@SuppressWarnings("rawtypes")
@AutoService(Experiment.class)
@Provides(
        id = "momentum-alignment",
        description = "Cosines between each worker's momentum or displacement and the mean, just before averaging.",
        source = "MT-DAO, arXiv 2510.05361, analysis of alignment; the quadratic is ours")
public final class MomentumAlignment implements Experiment<MomentumAlignment.Settings> {
    /** What is trained; see the annotations. */
    public record Settings(
            @JsonPropertyDescription("method without a server, which averages after the update")
                    Selection<DistributedMethodFactory<?>> method,
            @JsonPropertyDescription("optimizer with a first moment") Selection<OptimizerFactory<?>> optimizer,
            @JsonProperty(defaultValue = "4") @JsonPropertyDescription("workers") int workers,
            @JsonProperty(defaultValue = "32") @JsonPropertyDescription("sync period K of the method, steps")
                    long period,
            @JsonProperty(defaultValue = "32") @JsonPropertyDescription("rounds that are trained") long rounds,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("standard deviation of the gradient noise")
                    double noise) {
        public Settings {
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
        CosineSums cosines = new CosineSums();
        rounds(settings).train(ReplicaMode.THREADED, seed, cosines, stepped);
        return cosines.figures();
    }

    /** Sums up cosines over rounds. */
    private static final class CosineSums implements ObservedRounds.Watcher {
        private double momentum;
        private double displacement;
        private double both;
        private long rounds;

        @Override
        public void look(Replicas replicas, double[] start) {
            List<double[]> momenta = new ArrayList<>();
            List<double[]> moved = new ArrayList<>();
            for (int worker = 0; worker < replicas.workers(); worker++) {
                int rank = worker;
                momenta.add(joined(replicas.optimizerStates(StateSpec.Kind.FIRST_MOMENT).stream()
                        .map(state -> state.of(rank))
                        .toList()));
                moved.add(Vectors.minus(replicas.parameters().of(rank).toDoubles(), start));
            }
            double[] meanMomentum = Vectors.mean(momenta);
            double[] meanMoved = Vectors.mean(moved);
            for (int worker = 0; worker < momenta.size(); worker++) {
                momentum += Vectors.cosine(momenta.get(worker), meanMomentum) / momenta.size();
                displacement += Vectors.cosine(moved.get(worker), meanMoved) / momenta.size();
                // The first of several momenta has the parameters' length too.
                both -= Vectors.cosine(moved.get(worker), meanMomentum) / momenta.size();
            }
            rounds++;
        }

        Map<String, Double> figures() {
            return ImmutableMap.of(
                    "momentum-cosine",
                    momentum / rounds,
                    "displacement-cosine",
                    displacement / rounds,
                    "displacement-momentum-cosine",
                    both / rounds);
        }

        private static double[] joined(List<Tensor> tensors) {
            return tensors.stream()
                    .map(Tensor::toDoubles)
                    .flatMapToDouble(Arrays::stream)
                    .toArray();
        }
    }
}
