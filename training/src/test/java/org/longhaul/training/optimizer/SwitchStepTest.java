package org.longhaul.training.optimizer;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.Workers;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.Order;
import org.longhaul.training.method.round.LocalSgd;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.tensor.DType;

/** The switch from the fast momentum to the slow ones counts the run's steps, whatever is reset in between. */
class SwitchStepTest {
    private static final FunctionModel SLOPE = new FunctionModel(2, 0, (x, worker, step) -> new double[] {1, 1});

    @ParameterizedTest
    @ValueSource(booleans = {false, true})
    void resetsDoNotBringTheFastMomentumBack(boolean adopt) {
        // After the switch hardly anything moves any more: the learning rate's factor is tiny.
        Optimizer optimizer = adopt
                ? new QhAdopt.Factory()
                        .create(new QhAdopt.Settings(1, List.of(0.5), List.of(0.9), 0.99, 1e-6, 0, false, 6, 0.5, 1e-9))
                : new QhAdamW.Factory()
                        .create(new QhAdamW.Settings(1, List.of(0.5), List.of(0.9), 0.99, 1e-8, 0, true, 6, 0.5, 1e-9));
        LocalSgd.Settings resetting =
                new LocalSgd.Settings(3, Order.AFTER_UPDATE, RoundState.RESET, Casts.FP64, MeanWeights.EQUAL);
        try (Workers workers = Workers.of(2, DType.FLOAT64, SLOPE, optimizer, new LocalSgd(), resetting)) {
            double before = workers.run(6).x(0)[0];
            assertThat(before).isLessThan(-1);
            assertThat(workers.run(6).x(0)[0]).isCloseTo(before, within(1e-6));
        }
    }

    @Test
    void aRunIsNoShorterThanWhatFollowsItsLastReset() {
        assertThat(UpdateCount.unbroken(4)).isEqualTo(new UpdateCount(4, 4));
        assertThatIllegalArgumentException()
                .isThrownBy(() -> new UpdateCount(3, 4))
                .withMessageContaining("(4)");
    }
}
