package org.longhaul.training.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.training.model.FlatParameters;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.transformer.Transformer;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.RowWeights;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** What rows count for is what their own losses and gradients are multiplied with, in a mean over rows. */
class WeighedGradientTest {
    private static final int VOCABULARY = 20;
    private static final int CONTEXT = 6;
    private static final double[] COUNTS = {0.2, 0, 1.7, 0.6};

    private record Found(double loss, double[] gradient) {}

    @ParameterizedTest
    @CsvSource({"1, false", "2, false", "1, true", "4, true"})
    void lossAndGradientAreThoseOfEachRowTimesItsWeight(int accumulate, boolean recompute) {
        TensorScope.run(() -> check(accumulate, recompute));
    }

    private static void check(int accumulate, boolean recompute) {
        Batch all = batch();
        Found found = found(all.weighed(inTurn()), new GradientPass(accumulate, false, recompute));
        List<Found> rows = IntStream.range(0, COUNTS.length)
                .mapToObj(row -> found(row(all, row), GradientPass.PLAIN))
                .toList();
        double loss = 0;
        double[] gradient = new double[found.gradient.length];
        for (int row = 0; row < COUNTS.length; row++) {
            double times = COUNTS[row] / COUNTS.length;
            loss += times * rows.get(row).loss;
            for (int i = 0; i < gradient.length; i++) {
                gradient[i] += times * rows.get(row).gradient[i];
            }
        }
        assertThat(found.loss).isEqualTo(loss, within(1e-12));
        assertThat(found.gradient).containsExactly(gradient, within(1e-12));
    }

    /** The counts one after the other, however many rows come at a time. */
    private static RowWeights inTurn() {
        int[] done = new int[1];
        return (hidden, losses) -> {
            int rows = Math.toIntExact(losses.size(0));
            assertThat(hidden.shape()).containsExactly(rows, CONTEXT, 16);
            double[] next = IntStream.range(done[0], done[0] + rows)
                    .mapToDouble(row -> COUNTS[row])
                    .toArray();
            done[0] += rows;
            return Tensors.of(Device.CPU, next, rows);
        };
    }

    private static Batch batch() {
        return Batch.ofTokens(new Generator(4)
                .uniform(Device.CPU, 0, VOCABULARY, COUNTS.length, CONTEXT + 1)
                .to(DType.INT64));
    }

    private static Batch row(Batch all, int row) {
        return new Batch(all.inputs().narrow(0, row, 1), all.targets().narrow(0, row, 1), CONTEXT);
    }

    private static Found found(Batch batch, GradientPass pass) {
        Transformer model = new Transformer(
                new Transformer.Settings(
                        2, 16, 2, 24, Transformer.Activation.SWIGLU, 10_000, true, false, 0.3, false, 1e-5),
                new ModelContext(VOCABULARY, CONTEXT, 1));
        try (FlatParameters parameters = new FlatParameters(model, Device.CPU, DType.FLOAT64)) {
            parameters.initialize(1);
            Tensor loss = pass.run(model, parameters.leaves(), parameters.gradients(), batch, 1);
            return new Found(loss.item(), parameters.gradients().toDoubles());
        }
    }
}
