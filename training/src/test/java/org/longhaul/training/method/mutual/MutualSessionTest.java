package org.longhaul.training.method.mutual;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.TrainingSessionBuilder;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.method.round.RoundState;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.participation.RandomClients;
import org.longhaul.training.tensor.DType;

/** Two models of each client in a session: resuming, memory. */
class MutualSessionTest {
    @TempDir
    private Path directory;

    static TrainingSessionBuilder builder() {
        return TrainingSession.builder()
                .model(MutualTest.MODEL)
                .batches(MutualTest.DATA)
                .optimizer(new Sgd.Factory(), new Sgd.Settings(MutualTest.RATE, 0, false, 0))
                .participation(new RandomClients.Factory(), new RandomClients.Settings(2, 1))
                .type(DType.FLOAT64)
                .wireFormat(Casts.FP64)
                .workers(MutualTest.CLIENTS)
                .steps(20);
    }

    static TrainingSession session(TrainingSessionBuilder builder) {
        return builder.build();
    }

    private TrainingSession session(Mutual.Scope scope, RoundState state) {
        return builder()
                .optimizer(new AdamW(), new AdamW.Settings(0.05, 0.9, 0.999, 1e-8, 0.01))
                .method(new Mutual(), MutualTest.settings(scope, 0.5, 0.5, state))
                .build();
    }

    private static List<Object> trained(TrainingSession session, int steps) {
        List<Object> results = new ArrayList<>();
        for (int step = 0; step < steps; step++) {
            results.add(session.step());
        }
        return results;
    }

    @Test
    void continuesToTheSameBitsInTheMiddleOfARound() throws IOException {
        for (Mutual.Scope scope : Mutual.Scope.values()) {
            for (RoundState state : RoundState.values()) {
                Path here = directory.resolve(scope + "-" + state);
                try (TrainingSession whole = session(scope, state);
                        TrainingSession broken = session(scope, state);
                        TrainingSession resumed = session(scope, state)) {
                    trained(whole, 7);
                    trained(broken, 7);
                    broken.save(here);
                    resumed.restore(here);
                    assertThat(trained(resumed, 8)).isEqualTo(trained(whole, 8));
                    whole.finish();
                    resumed.finish();
                    assertThat(resumed.measureByClient()).isEqualTo(whole.measureByClient());
                    assertThat(resumed.takeFigures()).isEqualTo(whole.takeFigures());
                }
            }
        }
    }

    @Test
    void memoryIsThatOfTwoModels() {
        try (TrainingSession group = session(Mutual.Scope.MODALITY_GROUP, RoundState.KEEP)) {
            group.step();
            long vector = 8 * MutualTest.MODEL.elements();
            assertThat(List.of(
                            group.memoryUse().parameters(),
                            group.memoryUse().gradients(),
                            group.memoryUse().optimizerState(),
                            group.memoryUse().methodState()))
                    .containsExactly(2 * vector, 2 * vector, 4 * vector, 0L);
        }
    }
}
