package org.longhaul.training.method.gossip;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.TreeSet;
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
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.tensor.DType;

/** Methods that make no two workers equal, against what their formulas say. */
class GossipTest {
    private static final Optimizer SGD = new Sgd.Factory().create(new Sgd.Settings(0.1, 0, false, 0));
    private static final int SIZE = 21;

    private static FunctionModel model() {
        return new FunctionModel(SIZE, 0.5, (x, worker, step) -> {
            double[] g = new double[SIZE];
            Arrays.setAll(g, i -> x[i] - worker + Math.sin(3 * step + worker + i));
            return g;
        });
    }

    private static Workers sparta(int workers, double share) {
        return Workers.of(
                workers, DType.FLOAT64, model(), SGD, new Sparta.Factory(), new Sparta.Settings(share, Casts.FP64));
    }

    private static Workers noloco(int workers, int period, double alpha, double beta, double gamma) {
        return Workers.of(
                workers,
                DType.FLOAT64,
                model(),
                SGD,
                new NoLoCo.Factory(),
                new NoLoCo.Settings(period, alpha, beta, gamma, Casts.FP64));
    }

    private static Workers localSgd(int workers, int period) {
        return Workers.of(
                workers,
                DType.FLOAT64,
                model(),
                SGD,
                new LocalSgd(),
                new LocalSgd.Settings(period, Order.AFTER_UPDATE, RoundState.KEEP, Casts.FP64, MeanWeights.EQUAL));
    }

    /** The mean is what nobody holds before the closing exchange. */
    @Test
    void theFirstWorkersModelIsEvaluated() {
        try (Workers sparta = sparta(3, 0.2);
                Workers noloco = noloco(3, 2, 0.5, 0.7, 1)) {
            for (Workers workers : List.of(sparta, noloco)) {
                for (int step = 0; step < 5; step++) {
                    workers.run(1);
                    assertThat(workers.evaluated()).isEqualTo(workers.x(0)).isNotEqualTo(workers.meanX());
                }
            }
        }
    }

    @Test
    void aWholeShareIsTheMeanOfAllParametersInEveryStep() {
        try (Workers sparta = sparta(3, 1);
                Workers local = localSgd(3, 1)) {
            sparta.run(7);
            local.run(7);
            for (int worker = 0; worker < 3; worker++) {
                assertThat(sparta.x(worker)).isEqualTo(local.x(worker));
            }
        }
    }

    /** A fifth of 20 is 4, and of the group of one at least 1: five values a step are equal on all, the others are not. */
    @Test
    void aStepMakesItsShareEqualAndLeavesTheRest() {
        Set<Set<Integer>> drawn = new HashSet<>();
        Set<Integer> ever = new TreeSet<>();
        try (Workers sparta = sparta(3, 0.2);
                Workers alone = sparta(3, 0.2)) {
            for (int step = 0; step < 12; step++) {
                long before = sparta.costs().elements();
                sparta.run(1);
                assertThat(sparta.costs().elements() - before).isEqualTo(5);
                Set<Integer> equal = new TreeSet<>();
                for (int i = 0; i < SIZE; i++) {
                    if (sparta.x(0)[i] == sparta.x(1)[i] && sparta.x(0)[i] == sparta.x(2)[i]) {
                        equal.add(i);
                    }
                }
                assertThat(equal).hasSize(5).contains(0);
                drawn.add(equal);
                ever.addAll(equal);
            }
            alone.run(12);
            assertThat(alone.x(1)).isEqualTo(sparta.x(1));
        }
        assertThat(drawn).hasSizeGreaterThan(6);
        assertThat(ever).hasSizeGreaterThan(15);
    }

    /** The values that travel are the means: what all workers hold together does not change. */
    @Test
    void averagingKeepsTheMeanOverTheWorkers() {
        try (Workers sparta = sparta(4, 0.3)) {
            for (int step = 0; step < 5; step++) {
                double[][] before = new double[4][];
                for (int worker = 0; worker < 4; worker++) {
                    before[worker] = sparta.x(worker);
                }
                sparta.run(1);
                for (int i = 0; i < SIZE; i++) {
                    double mean = 0;
                    for (int worker = 0; worker < 4; worker++) {
                        double g = before[worker][i] - worker + Math.sin(3 * step + worker + i);
                        mean += (before[worker][i] - 0.1 * g) / 4;
                    }
                    assertThat(sparta.meanX()[i]).isCloseTo(mean, within(1e-12));
                }
            }
        }
    }

    /** With the whole step, the whole pull and no momentum two workers hold the mean of theirs after a meeting. */
    @Test
    void aPairThatGoesAllTheWayIsLocalSgd() {
        try (Workers pair = noloco(2, 4, 0, 1, 1);
                Workers local = localSgd(2, 4)) {
            pair.run(12);
            local.run(12);
            for (int worker = 0; worker < 2; worker++) {
                for (int i = 0; i < SIZE; i++) {
                    assertThat(pair.x(worker)[i]).isCloseTo(local.x(worker)[i], within(1e-12));
                }
            }
        }
    }

    /** A pair by the formulas, on numbers. */
    @ParameterizedTest
    @ValueSource(doubles = {0, 0.4, 1})
    void aPairFollowsItsFormulas(double gamma) {
        double alpha = 0.5;
        double beta = 0.7;
        double[][] phi = {new double[SIZE], new double[SIZE]};
        double[][] delta = {new double[SIZE], new double[SIZE]};
        Arrays.fill(phi[0], 0.5);
        Arrays.fill(phi[1], 0.5);
        try (Workers pair = noloco(2, 1, alpha, beta, gamma)) {
            for (int step = 0; step < 6; step++) {
                for (int i = 0; i < SIZE; i++) {
                    double[] d = new double[2];
                    for (int w = 0; w < 2; w++) {
                        d[w] = -0.1 * (phi[w][i] - w + Math.sin(3 * step + w + i));
                    }
                    double mean = (phi[0][i] + phi[1][i]) / 2;
                    for (int w = 0; w < 2; w++) {
                        delta[w][i] = alpha * delta[w][i] + beta * (d[0] + d[1]) / 2 - gamma * (phi[w][i] - mean);
                    }
                    phi[0][i] += delta[0][i];
                    phi[1][i] += delta[1][i];
                }
                pair.run(1);
                for (int w = 0; w < 2; w++) {
                    for (int i = 0; i < SIZE; i++) {
                        assertThat(pair.x(w)[i]).isCloseTo(phi[w][i], within(1e-12));
                    }
                }
            }
        }
    }

    /** The pull moves workers towards each other, never the mean of all: so it is in the first meetings of any number. */
    @Test
    void thePullDoesNotMoveTheMeanOfAll() {
        try (Workers pulled = noloco(5, 3, 0.5, 0.7, 1);
                Workers free = noloco(5, 3, 0.5, 0.7, 0)) {
            pulled.run(3);
            free.run(3);
            for (int i = 0; i < SIZE; i++) {
                assertThat(pulled.meanX()[i]).isCloseTo(free.meanX()[i], within(1e-12));
            }
        }
    }

    /** Two vectors to one partner, however many workers there are; in the end one exchange makes all equal. */
    @ParameterizedTest
    @ValueSource(ints = {2, 5, 6})
    void aMeetingIsTwoVectorsOfEachPair(int workers) {
        try (Workers each = noloco(workers, 4, 0.5, 0.7, 1)) {
            each.run(8);
            assertThat(each.costs().exchanges()).isEqualTo(2L * 2 * (workers / 2));
            assertThat(each.costs().elements()).isEqualTo(2L * 2 * (workers / 2) * SIZE);
            each.run(2).finish();
            assertThat(each.costs().exchanges()).isEqualTo(2L * 2 * (workers / 2) + 1);
            for (int worker = 1; worker < workers; worker++) {
                assertThat(each.x(worker)).isEqualTo(each.x(0));
            }
        }
    }

    @Test
    void everybodyMeetsEverybodySoonerOrLater() {
        Set<List<Integer>> met = new HashSet<>();
        for (long round = 1; round <= 60; round++) {
            List<List<Integer>> pairs = NoLoCo.pairs(7, 5, round);
            assertThat(pairs.stream().flatMap(List::stream)).containsExactlyInAnyOrder(0, 1, 2, 3, 4, 5, 6);
            assertThat(pairs).hasSize(4).allSatisfy(pair -> assertThat(pair).isSorted());
            met.addAll(pairs);
        }
        // 21 pairs, and each alone.
        assertThat(met).hasSize(28);
        assertThat(NoLoCo.pairs(7, 5, 3)).isEqualTo(NoLoCo.pairs(7, 5, 3)).isNotEqualTo(NoLoCo.pairs(7, 6, 3));
    }

    /** Partners change, so that slow weights differ and are pulled together; the one that is left steps by itself. */
    @Test
    void pairsOfMoreThanTwoWorkersFollowTheFormulas() {
        double[][] phi = new double[5][SIZE];
        double[][] delta = new double[5][SIZE];
        for (double[] own : phi) {
            Arrays.fill(own, 0.5);
        }
        try (Workers each = noloco(5, 1, 0.5, 0.7, 0.4)) {
            for (int step = 0; step < 6; step++) {
                for (List<Integer> pair : NoLoCo.pairs(5, 1, step + 1)) {
                    for (int i = 0; i < SIZE; i++) {
                        double progress = 0;
                        double mean = 0;
                        for (int w : pair) {
                            progress -= 0.1 * (phi[w][i] - w + Math.sin(3 * step + w + i)) / pair.size();
                            mean += phi[w][i] / pair.size();
                        }
                        for (int w : pair) {
                            delta[w][i] = 0.5 * delta[w][i] + 0.7 * progress - 0.4 * (phi[w][i] - mean);
                            phi[w][i] += delta[w][i];
                        }
                    }
                }
                each.run(1);
                for (int w = 0; w < 5; w++) {
                    assertThat(each.x(w)).containsExactly(phi[w], within(1e-12));
                }
            }
        }
    }

    /** A round that is broken off ends with an outer step of each by itself, then the mean of all. */
    @Test
    void theClosingModelIsTheMeanOfOuterSteps() {
        try (Workers each = noloco(3, 4, 0.5, 0.7, 1)) {
            double[] local = each.run(2).meanX();
            double[] closed = each.finish().x(1);
            for (int i = 0; i < SIZE; i++) {
                assertThat(closed[i]).isCloseTo(0.5 + 0.7 * (local[i] - 0.5), within(1e-12));
            }
        }
    }
}
