package org.longhaul.training.unlearning;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import org.longhaul.extension.Require;
import org.longhaul.training.model.Seeds;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.UpdateCount;
import org.longhaul.training.partition.DataStreams;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * The same regression by gradient descent: AdamW on the mean squared error, from the present matrix; or on two thin factors whose
 * product is added to it.
 *
 * <p>Source: LUNAR, arXiv 2502.07218, the authors' code, whose values are the defaults. <b>Ours:</b> no weight decay, and float64 in
 * place of bf16.
 *
 * @param learningRate of the first epoch
 * @param decay of the learning rate from epoch to epoch
 * @param epochs passes over all rows
 * @param batch rows of a step
 * @param rank of the two factors; 0 for the whole matrix
 */
public record GradientFit(
        @JsonProperty(defaultValue = "0.01") @JsonPropertyDescription("learning rate of the first epoch")
                double learningRate,
        @JsonProperty(defaultValue = "0.9")
                @JsonPropertyDescription("what the learning rate is multiplied by from epoch to epoch")
                double decay,
        @JsonProperty(defaultValue = "20") @JsonPropertyDescription("passes over all rows") int epochs,
        @JsonProperty(defaultValue = "64") @JsonPropertyDescription("rows of a step") int batch,
        @JsonProperty(defaultValue = "0")
                @JsonPropertyDescription("rank of two factors in place of the whole matrix (LoRA: 8); 0: the matrix")
                int rank) {
    private static final double FACTOR_DEVIATION = 0.01;

    public GradientFit {
        Require.positive("learningRate", learningRate, 1e9);
        Require.share("decay", decay);
        Require.atLeast("epochs", epochs, 1);
        Require.atLeast("batch", batch, 1);
        Require.atLeast("rank", rank, 0);
    }

    /**
     * The change of the matrix; lives as long as the present tensor scope.
     *
     * @param seed of the order of rows and of the factors
     * @return float64 [C, F]
     */
    public Tensor change(RegressionSet set, long seed) {
        long width = set.shifts().size(1);
        long inner = set.inputs().size(1);
        Tensor flat = start(set, width, inner, seed);
        Optimizer adam = new AdamW().create(new AdamW.Settings(learningRate, 0.9, 0.999, 1e-8, 0));
        List<Tensor> states =
                adam.states().stream().map(state -> Tensors.zerosLike(flat)).toList();
        int rows = Math.toIntExact(set.rows());
        long update = 0;
        for (int epoch = 0; epoch < epochs; epoch++) {
            int[] order = DataStreams.shuffled(rows, DataStreams.stream(seed, "unlearning.rows", epoch));
            double rate = learningRate * Math.pow(decay, epoch);
            for (int from = 0; from < rows; from += batch) {
                long[] places = new long[Math.min(batch, rows - from)];
                for (int i = 0; i < places.length; i++) {
                    places[i] = order[from + i];
                }
                UpdateCount count = new UpdateCount(update, update);
                update++;
                TensorScope.run(() -> {
                    Tensor chosen = Tensors.of(flat.device(), places, places.length);
                    Tensor leaf = flat.detach().requireGradient();
                    Tensor said = Indexing.take(set.inputs(), chosen)
                            .matmul(matrix(leaf, width, inner).transpose(0, 1));
                    said.sub(Indexing.take(set.shifts(), chosen))
                            .square()
                            .mean()
                            .backward();
                    Tensor gradient = leaf.gradient();
                    if (gradient != null) {
                        adam.update(flat, gradient, states, count, rate);
                    }
                });
            }
        }
        return matrix(flat, width, inner).copy();
    }

    private Tensor start(RegressionSet set, long width, long inner, long seed) {
        if (rank == 0) {
            return Tensors.zeros(set.inputs().device(), DType.FLOAT64, width * inner);
        }
        return new Generator(Seeds.of(seed, "unlearning.factors"))
                .normal(set.inputs().device(), 0, FACTOR_DEVIATION, rank * (width + inner))
                .to(DType.FLOAT64);
    }

    /** The change that flat values are. */
    private Tensor matrix(Tensor flat, long width, long inner) {
        return rank == 0
                ? flat.view(width, inner)
                : flat.narrow(0, 0, rank * width)
                        .view(width, rank)
                        .matmul(flat.narrow(0, rank * width, rank * inner).view(rank, inner));
    }

    /** Floating-point operations of a fit of so many rows, forward and backward. */
    public double flops(long rows, long inner, long width) {
        return 6.0 * epochs * rows * (rank == 0 ? inner * width : rank * (inner + width));
    }

    /** In words: checkpoints are of the same fit if these are. */
    @Override
    public String toString() {
        return "adamw at " + learningRate + " times " + decay + " in " + epochs + " epochs of batches of " + batch
                + (rank == 0 ? "" : ", rank " + rank);
    }
}
