package org.longhaul.training.replica;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Set;
import org.junit.jupiter.api.Test;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.communicate.TrainingListener;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.participation.EveryClient;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;

/** What rests of clients that are away, as a checkpoint has it. */
class RestingStatesTest {
    private static final FunctionModel SLOPE = new FunctionModel(2, 0, (x, worker, step) -> new double[] {1, worker});

    private static Replicas replicas() {
        return new Replicas(
                new ReplicaSetup(
                        SLOPE,
                        SLOPE.ownBatches(1),
                        new AdamW().create(new AdamW.Settings(1e-3, 0.9, 0.95, 1e-8, 0)),
                        step -> 1,
                        20,
                        new Clipping.None(),
                        3,
                        EveryClient.everyone(3),
                        Federation.flat(3),
                        1,
                        Device.CPU,
                        DType.FLOAT64,
                        GradientPass.PLAIN,
                        ReplicaMode.THREADED,
                        1,
                        null),
                TrainingListener.none());
    }

    /** One has trained, one was lost and begins anew, and one never trained: a checkpoint has room for what each has. */
    @Test
    void whoeverHasLostItsStatesIsRestoredWithoutThem() {
        try (Replicas first = replicas();
                Replicas second = replicas()) {
            first.newVectorOfEach("own");
            second.newVectorOfEach("own");
            first.enter(List.of(0, 1, 2), 0, true);
            first.localStep(0, List.of(0, 1));
            first.resetOptimizer(List.of(1), 1);
            first.resetOptimizer(List.of(2), 1);
            first.enter(List.of(), 1, true);
            Set<String> saved = first.tensors().keySet();
            second.restore(first.optimizerStarts(), first.restingUpdates());
            assertThat(second.tensors().keySet()).isEqualTo(saved);
            assertThat(first.restingUpdates().values()).containsExactly(1L, 0L, 0L);
            // Whoever was lost trains again, and then all of it rests.
            first.enter(List.of(1), 1, true);
            first.localStep(1);
            first.enter(List.of(), 2, true);
            second.restore(first.optimizerStarts(), first.restingUpdates());
            assertThat(second.tensors().keySet()).isEqualTo(first.tensors().keySet());
            assertThat(first.tensors().keySet()).hasSize(saved.size() + 2);
        }
    }
}
