package org.longhaul.training.replica;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.junit.jupiter.api.Test;
import org.longhaul.training.StepResult;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.TrainingSessionBuilder;
import org.longhaul.training.codec.Casts;
import org.longhaul.training.method.Order;
import org.longhaul.training.method.round.DesLoc;
import org.longhaul.training.method.synchronous.Ddp;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ModelContext;
import org.longhaul.training.model.transformer.Transformer;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.TokenBatches;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/** Replicas of a small transformer. */
class LanguageModelReplicasTest {
    private static final int VOCABULARY = 17;
    private static final int CONTEXT = 12;
    private static final int SEQUENCES = 3;

    /** Sequences that count upwards with a little noise; one worker may see the batches of several joined. */
    private record Counting(int joined) implements TokenBatches {
        @Override
        public Batch batch(int worker, long step, Device device) {
            List<Tensor> parts = new ArrayList<>();
            for (int part = 0; part < joined; part++) {
                parts.add(tokens(1 + step * 100 + worker * joined + part, device));
            }
            return Batch.ofTokens(Tensors.cat(parts, 0));
        }

        private static Tensor tokens(long seed, Device device) {
            RandomGenerator random =
                    RandomGeneratorFactory.of("L64X128MixRandom").create(seed);
            long[] tokens = new long[SEQUENCES * (CONTEXT + 1)];
            for (int i = 0; i < tokens.length; i++) {
                long before = i == 0 ? 0 : tokens[i - 1];
                tokens[i] = random.nextInt(10) == 0 ? random.nextInt(VOCABULARY) : (before + 1) % VOCABULARY;
            }
            return Tensors.of(device, tokens, SEQUENCES, CONTEXT + 1);
        }

        @Override
        public String identity() {
            return toString();
        }

        @Override
        public int validationBatches() {
            return 5;
        }

        @Override
        public Batch validation(int index, Device device) {
            return Batch.ofTokens(tokens(-1 - index, device));
        }

        @Override
        public long itemsPerBatch() {
            return (long) joined * SEQUENCES * CONTEXT;
        }

        @Override
        public double bytesPerToken() {
            return 2;
        }
    }

    /** Clipping included: the mean gradient is clipped, as the gradient of the joined batch is. */
    @Test
    void ddpOverSeveralWorkersIsOneWorkerOnTheJoinedBatch() {
        Ddp.Settings ddp = new Ddp.Settings(Casts.FP32);
        try (TrainingSession four = session(4, new Counting(1))
                        .method(new Ddp.Factory(), ddp)
                        .build();
                TrainingSession one = session(1, new Counting(4))
                        .method(new Ddp.Factory(), ddp)
                        .build()) {
            for (int step = 0; step < 12; step++) {
                StepResult ofFour = four.step();
                StepResult ofOne = one.step();
                assertThat(ofFour.meanLoss()).isCloseTo(ofOne.meanLoss(), within(2e-5));
                assertThat(ofFour.gradientNorms().get(3))
                        .isCloseTo(ofOne.gradientNorms().get(0), within(2e-4));
            }
            assertThat(four.measure().loss()).isCloseTo(one.measure().loss(), within(2e-5));
        }
    }

    @Test
    void learnsToTheSameBitsOnOneThreadAndOnThree() {
        DesLoc.Settings desLoc =
                new DesLoc.Settings(8, 24, 48, Order.BEFORE_UPDATE, null, 0.9, Casts.FP32, Casts.FP32, Casts.FP32);
        try (TrainingSession one = session(4, new Counting(1))
                        .method(new DesLoc(), desLoc)
                        .threads(1)
                        .build();
                TrainingSession three = session(4, new Counting(1))
                        .method(new DesLoc(), desLoc)
                        .threads(3)
                        .build()) {
            double before = one.measure().loss();
            assertThat(before).isCloseTo(Math.log(VOCABULARY), within(0.1));
            for (int step = 0; step < 60; step++) {
                assertThat(three.step()).isEqualTo(one.step());
            }
            assertThat(three.measure()).isEqualTo(one.measure());
            assertThat(one.measure().loss()).isLessThan(before - 1);
            assertThat(one.measure().get("bits-per-byte").value())
                    .isCloseTo(one.measure().loss() / Math.log(2) / 2, within(1e-12));
        }
    }

    private static TrainingSessionBuilder session(int workers, BatchSource batches) {
        Model model = new Transformer(
                new Transformer.Settings(
                        1, 16, 2, null, Transformer.Activation.SWIGLU, 10000, true, false, 0.02, false, 1e-5),
                new ModelContext(VOCABULARY, CONTEXT, workers));
        return TrainingSession.builder()
                .model(model)
                .batches(batches)
                .optimizer(new AdamW(), new AdamW.Settings(0.01, 0.9, 0.95, 1e-8, 0.1))
                .clipping(new Clipping.GlobalNorm(0.5))
                .workers(workers)
                .steps(100);
    }
}
