package org.longhaul.scenario.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.longhaul.extension.Hashes;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.scenario.file.Selection;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ParameterGroup;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.optimizer.OptimizerFactory;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.Task;
import org.longhaul.training.task.TokenBatches;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.LinearAlgebra;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * Whether the subspaces of a low-rank optimizer move: noisy regression of one matrix of 32 x 48, 0.5 sum_j h_j |row_j(W) -
 * row_j(W*)|^2 with curvatures from 0.1 to 1 along the rows, which starts at zero, by four workers.
 *
 * <pre>
 *   similarity   mean squared cosine of the principal angles between a basis and the one before: the largest over all rounds
 *   rank         rank of how far the matrix has moved from its start
 *   loss-share   loss in the end as a share of that in the beginning
 * </pre>
 */
@SuppressWarnings("rawtypes")
@AutoService(Experiment.class)
@Provides(
        id = "subspace-stagnation",
        description = "How much the bases of low-rank moments move, and in how many dimensions a matrix trains.",
        source = "LoRDO, arXiv 2602.04396, on the stagnation of global projections; the regression is ours")
public final class SubspaceStagnation implements Experiment<SubspaceStagnation.Settings> {
    private static final int ROWS = 32;
    private static final int COLUMNS = 48;
    private static final int WORKERS = 4;
    private static final double RANK_TOLERANCE = 1e-9;

    /** What is trained; see the annotations. */
    public record Settings(
            @JsonPropertyDescription("method without a server that turns bases")
                    Selection<DistributedMethodFactory<?>> method,
            @JsonPropertyDescription("low-rank optimizer") Selection<OptimizerFactory<?>> optimizer,
            @JsonProperty(defaultValue = "16") @JsonPropertyDescription("sync period K of the method, steps")
                    long period,
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("rounds that are trained") long rounds,
            @JsonProperty(defaultValue = "0.5") @JsonPropertyDescription("standard deviation of the gradient noise")
                    double noise) {
        public Settings {
            Require.period("period", period);
            Require.atLeast("rounds", rounds, 2);
        }
    }

    @Override
    public long steps(Settings settings) {
        return settings.period * settings.rounds;
    }

    @Override
    public Map<String, Double> figures(Settings settings, long seed, LongConsumer stepped) {
        Subspaces subspaces = new Subspaces(settings.period);
        try (TrainingSession session = TrainingSession.builder()
                .model(new Regression(settings.noise))
                .type(DType.FLOAT64)
                .method(new ObservedMethod<>(settings.method.factory(), subspaces), settings.method.settings())
                .optimizer(settings.optimizer.factory(), settings.optimizer.settings())
                .workers(WORKERS)
                .steps(steps(settings))
                .seed(seed)
                .build()) {
            double first = session.measure().loss();
            for (long step = 1; step <= steps(settings); step++) {
                session.step();
                stepped.accept(step);
            }
            session.finish();
            return ImmutableMap.of(
                    "similarity",
                    subspaces.similarity,
                    "rank",
                    (double) subspaces.rank,
                    "loss-share",
                    session.measure().loss() / first);
        }
    }

    /** Compares the bases of two rounds. */
    private static final class Subspaces implements ObservedMethod.Watcher {
        private final long period;
        private double[] before = {};
        private double similarity;
        private int rank;

        Subspaces(long period) {
            this.period = period;
        }

        @Override
        public void look(long stepsDone, Replicas replicas) {
            if (stepsDone % period != 0) {
                return;
            }
            Tensor basis = replicas.optimizerStates().stream()
                    .filter(state -> state.name().equals("basis"))
                    .findFirst()
                    .orElseThrow()
                    .of(0);
            double[] now = basis.toDoubles();
            long columns = now.length / ROWS;
            if (before.length > 0) {
                double cosines = LinearAlgebra.singularValues(Tensors.of(Device.CPU, now, ROWS, columns)
                                .transpose(0, 1)
                                .matmul(Tensors.of(Device.CPU, before, ROWS, columns)))
                        .square()
                        .mean()
                        .item();
                similarity = Math.max(similarity, cosines);
            }
            before = now;
            double[] values = LinearAlgebra.singularValues(
                            replicas.parameters().of(0).view(ROWS, COLUMNS))
                    .toDoubles();
            rank = 0;
            for (double value : values) {
                rank += value > RANK_TOLERANCE * values[0] ? 1 : 0;
            }
        }
    }

    /** The matrix, its optimum, and noise of each worker and step. */
    private record Regression(double noise) implements Model {
        @Override
        public List<ParameterSpec> parameters() {
            return List.of(
                    new ParameterSpec("w", List.of((long) ROWS, (long) COLUMNS), "matrix", new Init.Constant(0)));
        }

        @Override
        public List<ParameterGroup> groups() {
            return List.of(new ParameterGroup("matrix", ROWS * COLUMNS, 1));
        }

        @Override
        public Task task() {
            return Task.LANGUAGE_MODELLING;
        }

        @Override
        public Tensor loss(Tensor[] parameters, Batch batch) {
            Tensor w = parameters[0];
            Tensor optimum = batch.inputs().to(w.dtype()).view(ROWS, COLUMNS);
            double[] curvatures = new double[ROWS];
            for (int row = 0; row < ROWS; row++) {
                curvatures[row] = 0.1 + 0.9 * row / ROWS;
            }
            Tensor h = Tensors.of(Device.CPU, curvatures, ROWS, 1).to(w.dtype());
            Tensor loss = w.sub(optimum).square().mul(h).sum().mul(0.5);
            if (batch.targets().elements() == 0) {
                return loss;
            }
            Tensor tilt =
                    batch.targets().to(w.dtype()).view(ROWS, COLUMNS).mul(w).sum();
            return loss.add(tilt.sub(tilt.detach()));
        }

        @Override
        public double forwardFlopsPerItem() {
            return 4.0 * ROWS * COLUMNS;
        }

        @Override
        public String identity() {
            return "regression " + this;
        }

        private static Tensor draw(double deviation, long... key) {
            long state = 0;
            for (long part : key) {
                state = Hashes.next(state ^ part);
            }
            return new Generator(state).normal(Device.CPU, 0, deviation, ROWS * COLUMNS);
        }

        @Override
        public TokenBatches ownBatches(long seed) {
            return new TokenBatches() {
                @Override
                public Batch batch(int worker, long step, Device device) {
                    return new Batch(
                            draw(1, seed, -1).view(1, ROWS * COLUMNS),
                            draw(noise, seed, worker, step).view(1, ROWS * COLUMNS),
                            1);
                }

                @Override
                public String identity() {
                    return "drawn by the seed " + seed;
                }

                @Override
                public int validationBatches() {
                    return 1;
                }

                @Override
                public Batch validation(int index, Device device) {
                    return new Batch(draw(1, seed, -1).view(1, ROWS * COLUMNS), Tensors.zeros(device, 1, 0), 1);
                }

                @Override
                public long itemsPerBatch() {
                    return 1;
                }

                @Override
                public double bytesPerToken() {
                    return 1;
                }
            };
        }
    }
}
