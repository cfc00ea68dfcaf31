package org.longhaul.training.method;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.Workers;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.method.round.LocalSgd;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.tensor.DType;

/** Federated averaging counts each worker by its own data. */
class FederatedWeightsTest {
    /** Worker m walks m + 1 downhill in every step; worker 1 has three times the data. */
    private static final FunctionModel MODEL = new FunctionModel(
            2, 0, (x, worker, step) -> new double[] {1 + worker, 1 + worker}, new long[] {100, 300, 100});

    private static LocalSgd.Settings settings(long period, MeanWeights weights) {
        return new LocalSgd.Settings(period, Order.AFTER_UPDATE, RoundState.KEEP, Casts.FP64, weights);
    }

    private static double reached(int[] runs, MeanWeights weights) {
        Sgd.Settings sgd = new Sgd.Settings(1, 0, false, 0);
        try (Workers workers = Workers.of(
                3, DType.FLOAT64, MODEL, new Sgd.Factory().create(sgd), new LocalSgd(), settings(runs[0], weights))) {
            return workers.run(runs[1]).finish().x(2)[0];
        }
    }

    @Test
    void theMeanIsWeightedBySamplesUnlessToldOtherwise() {
        int[] whole = {2, 4};
        assertThat(reached(whole, MeanWeights.SAMPLES)).isCloseTo(-4 * (0.2 * 1 + 0.6 * 2 + 0.2 * 3), within(1e-12));
        assertThat(reached(whole, MeanWeights.EQUAL)).isCloseTo(-4 * 2, within(1e-12));
        int[] closing = {9, 3};
        assertThat(reached(closing, MeanWeights.SAMPLES)).isCloseTo(-3 * 2.0, within(1e-12));
    }

    @Test
    void theVirtualMeanIsTheOneThatAnExchangeWouldGive() {
        FunctionModel uneven = new FunctionModel(
                2, 0, (x, worker, step) -> new double[] {worker < 0 ? 1 : 1 + worker, 0}, new long[] {100, 300, 400});
        try (TrainingSession session = TrainingSession.builder()
                .model(uneven)
                .optimizer(new Sgd.Factory(), new Sgd.Settings(1, 0, false, 0))
                .method(new LocalSgd(), settings(8, MeanWeights.SAMPLES))
                .workers(3)
                .steps(4)
                .build()) {
            session.step();
            session.step();
            Double virtual = session.measure().virtualLoss();
            // The loss of this model at x is x_0 in validation.
            assertThat(virtual).isCloseTo(-2 * (100 + 2 * 300 + 3 * 400) / 800.0, within(1e-6));
            session.finish();
            assertThat(session.measure().loss()).isCloseTo(virtual, within(1e-6));
        }
    }
}
