package org.longhaul.training.method.asking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Collections;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.Workers;
import org.longhaul.training.communicate.Answer;
import org.longhaul.training.communicate.AskedNetwork;
import org.longhaul.training.method.DistributedMethodFactory;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.tensor.DType;

/** Buffered aggregation, against its rule in plain numbers and in random orders of arrival. */
class FedBuffTest {
    private static final double RATE = 0.1;

    private static <S extends Record> Workers workers(
            int count, FunctionModel model, DistributedMethodFactory<S> factory, S settings) {
        return Workers.of(
                count,
                DType.FLOAT64,
                model,
                Workers.optimizer(new Sgd.Factory(), new Sgd.Settings(RATE, 0, false, 0)),
                factory,
                settings);
    }

    private static AskedNetwork inOrder(List<Integer> order) {
        int[] next = new int[1];
        return question -> new Answer(List.of(order.get(next[0]++)), List.of());
    }

    private static List<Integer> anyOrder(int workers, int length, long seed) {
        Random random = new Random(seed);
        List<Integer> order = new ArrayList<>();
        while (order.size() < length) {
            order.add(random.nextInt(workers));
        }
        return order;
    }

    /** Worker w goes down by w + 1 at each step, whatever the parameters are. */
    @Test
    void theServerStepsOnceInABufferByWhatIsWeightedByItsAge() {
        for (int seed = 0; seed < 20; seed++) {
            int buffer = 1 + seed % 5;
            double exponent = seed % 3 / 2.0;
            double eta = 0.7;
            double mu = seed % 2 * 0.9;
            List<Integer> order = anyOrder(3, 60, seed);
            FunctionModel slopes = new FunctionModel(2, 0, (x, worker, step) -> new double[] {worker + 1, worker + 1});
            FedBuff.Settings settings = new FedBuff.Settings(4, buffer, exponent, eta, mu);
            try (Workers found =
                    workers(3, slopes, new FedBuff.Factory(), settings).asking(inOrder(order))) {
                found.run(1);
                double theta = 0;
                double m = 0;
                double d = 0;
                int version = 0;
                int[] sent = new int[3];
                for (int t = 0; t < order.size() - 1; t++) {
                    int worker = order.get(t);
                    d += Math.pow(1 + version - sent[worker], -exponent) * 4 * RATE * (worker + 1);
                    if ((t + 1) % buffer == 0) {
                        m = mu * m + d / buffer;
                        theta -= eta * (d / buffer + mu * m);
                        d = 0;
                        version++;
                    }
                    sent[worker] = version;
                    assertThat(found.run(1).evaluated()[0])
                            .as("seed %s, arrival %s", seed, t)
                            .isCloseTo(theta, within(1e-6 * (1 + Math.abs(theta))));
                }
                // Every arrival is a model down and a pseudo-gradient up; the first models are those of the start.
                List<String> all = found.costs().sent();
                assertThat(all).hasSize(2 * (3 + order.size() - 1));
                assertThat(Collections.frequency(all, "model 3-0"))
                        .isEqualTo(Collections.frequency(all, "pseudo-gradient 0-3"));
            }
        }
    }

    /** What was heard last fills the buffer when training ends, and nobody trains on. */
    @Test
    void theLastArrivalCounts() {
        FunctionModel slopes = new FunctionModel(2, 0, (x, worker, step) -> new double[] {worker + 1, worker + 1});
        FedBuff.Settings settings = new FedBuff.Settings(4, 3, 0, 1, 0);
        try (Workers found = workers(3, slopes, new FedBuff.Factory(), settings).asking(inOrder(List.of(0, 1, 2)))) {
            assertThat(found.run(3).evaluated()[0]).isZero();
            int sent = found.costs().sent().size();
            assertThat(found.finish().evaluated()[0]).isCloseTo(-4 * RATE * (1 + 2 + 3) / 3, within(1e-6));
            assertThat(found.costs().sent()).hasSize(sent);
        }
    }

    @Test
    void aBufferThatNeverFillsIsRefused() {
        FedBuff.Factory factory = new FedBuff.Factory();
        FedBuff.Settings settings = new FedBuff.Settings(4, 10, 0.5, 1, 0);
        factory.requireLength(settings, 10, 3, null);
        assertThatThrownBy(() -> factory.requireLength(settings, 9, 3, null))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("buffer (10) exceeds the 9 arrivals")
                .hasMessageContaining("buffer <= arrivals");
    }

    @Test
    void aBufferOfOneThatKnowsNoAgeIsAsynchronousLocalSgd() {
        FunctionModel bowls = new FunctionModel(4, 1, (x, worker, step) -> {
            double[] g = new double[4];
            Arrays.setAll(g, i -> x[i] * (i + 1) + Math.cos(step + worker));
            return g;
        });
        List<Integer> order = anyOrder(4, 40, 7);
        try (Workers buffered = workers(4, bowls, new FedBuff.Factory(), new FedBuff.Settings(5, 1, 0, 0.7, 0.9))
                        .asking(inOrder(order));
                Workers async = workers(
                                4,
                                bowls,
                                new AsyncLocalSgd.Factory(),
                                new AsyncLocalSgd.Settings(5, 0.7, 0.9, 1, 0, List.of()))
                        .asking(inOrder(order))) {
            for (int step = 0; step < order.size(); step++) {
                assertThat(buffered.run(1).evaluated())
                        .containsExactly(async.run(1).evaluated(), within(1e-12));
            }
        }
    }
}
