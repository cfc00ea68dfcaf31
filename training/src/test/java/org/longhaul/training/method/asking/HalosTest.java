package org.longhaul.training.method.asking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Random;
import java.util.TreeMap;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.training.FunctionModel;
import org.longhaul.training.TrainingSession;
import org.longhaul.training.WorkerMemory;
import org.longhaul.training.Workers;
import org.longhaul.training.communicate.Answer;
import org.longhaul.training.communicate.AskedNetwork;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.Sgd;
import org.longhaul.training.participation.Federation;
import org.longhaul.training.participation.Federation.Group;
import org.longhaul.training.tensor.DType;

/** Two levels of servers, against their rules in plain numbers, in random orders of whatever may arrive. */
class HalosTest {
    private static final double RATE = 0.1;

    /** Two regions whose servers are ranks 6 and 7; the global server is rank 5. */
    private static final Federation TWO = new Federation(
            5,
            new Group(
                    "world",
                    List.of(),
                    List.of(
                            new Group("west", List.of(0, 1, 3), List.of()),
                            new Group("east", List.of(2, 4), List.of()))));

    @TempDir
    Path directory;

    private static Optimizer sgd() {
        return Workers.optimizer(new Sgd.Factory(), new Sgd.Settings(RATE, 0, false, 0));
    }

    private static Halos.Settings settings(
            double local,
            double mu,
            int buffer,
            int k,
            double global,
            double globalMu,
            int globalBuffer,
            double alpha) {
        return new Halos.Settings(4, local, mu, buffer, k, global, globalMu, globalBuffer, alpha, List.of());
    }

    /** Worker w goes down by w + 1 at each step, whatever the parameters are. */
    private static FunctionModel slopes() {
        return new FunctionModel(2, 0, (x, worker, step) -> new double[] {worker + 1, worker + 1});
    }

    private static FunctionModel bowls() {
        return new FunctionModel(4, 1, (x, worker, step) -> {
            double[] g = new double[4];
            Arrays.setAll(g, i -> x[i] * (i + 1) + Math.cos(step + worker));
            return g;
        });
    }

    private static AskedNetwork anyOf(Random random) {
        return question -> new Answer(List.of(random.nextInt(question.letters().size())), List.of());
    }

    /** A server in plain numbers. */
    private static final class Plain {
        private final double rate;
        private final double mu;
        private final int buffer;
        private double x;
        private double m;
        private double d;
        private int count;

        Plain(double rate, double mu, int buffer) {
            this.rate = rate;
            this.mu = mu;
            this.buffer = buffer;
        }

        void apply(double g) {
            count++;
            d += g;
            x -= rate * g;
            if (count % buffer == 0) {
                m = mu * m + d / buffer;
                x -= rate * buffer * mu * m;
                d = 0;
            }
        }
    }

    @Test
    void eachServerAppliesWhatArrivesWhenItArrives() {
        int[] regionOf = {0, 0, 1, 0, 1};
        for (int seed = 0; seed < 13; seed++) {
            int k = 1 + seed % 4;
            double alpha = List.of(0.25, 1.0, 0.0).get(seed % 3);
            Random draws = new Random(seed);
            Random same = new Random(seed);
            Plain global = new Plain(0.6, 0.5, 2);
            List<Plain> regions = List.of(new Plain(0.2, 0.9, 3), new Plain(0.2, 0.9, 3));
            double[] base = new double[2];
            int[] merged = new int[2];
            // Behind the five workers' letters: updates of the regions, and the global model to each.
            TreeMap<Integer, Double> underWay = new TreeMap<>();
            for (int worker = 0; worker < 5; worker++) {
                underWay.put(worker, 4 * RATE * (worker + 1));
            }
            Map<String, Integer> sent = new HashMap<>();
            try (Workers found = Workers.federated(
                            TWO, slopes(), sgd(), new Halos.Factory(), settings(0.2, 0.9, 3, k, 0.6, 0.5, 2, alpha))
                    .asking(anyOf(draws))) {
                found.run(1);
                for (int t = 0; t < 120; t++) {
                    int letter = new ArrayList<>(underWay.keySet()).get(same.nextInt(underWay.size()));
                    double content = Objects.requireNonNull(underWay.remove(letter));
                    if (letter < 5) {
                        int r = regionOf[letter];
                        Plain region = regions.get(r);
                        region.apply(content);
                        if (region.count == merged[r] + k) {
                            underWay.put(5 + r, base[r] - region.x);
                            sent.merge("region-update", 1, Integer::sum);
                        }
                        underWay.put(letter, 4 * RATE * (letter + 1));
                        sent.merge("model", 1, Integer::sum);
                    } else if (letter < 7) {
                        global.apply(content);
                        underWay.put(letter + 2, global.x);
                        sent.merge("global-model", 1, Integer::sum);
                    } else {
                        Plain region = regions.get(letter - 7);
                        region.x += alpha * (content - region.x);
                        base[letter - 7] = region.x;
                        merged[letter - 7] = region.count;
                    }
                    found.run(1);
                    assertThat(found.evaluated()[0])
                            .as("seed %s, arrival %s", seed, t)
                            .isCloseTo(global.x, within(1e-4));
                    assertThat(served("west", found)).isCloseTo(regions.get(0).x, within(1e-4));
                    assertThat(served("east", found)).isCloseTo(regions.get(1).x, within(1e-4));
                }
                assertThat(sent("model", found)).isEqualTo(5 + (long) sent.getOrDefault("model", 0));
                assertThat(sent("pseudo-gradient", found)).isEqualTo(5 + (long) sent.getOrDefault("model", 0));
                assertThat(sent("region-update", found))
                        .isEqualTo((long) sent.getOrDefault("region-update", 0))
                        .isPositive();
                assertThat(sent("global-model", found))
                        .isEqualTo((long) sent.getOrDefault("global-model", 0))
                        .isPositive();
                assertThat(found.costs().sent())
                        .contains("model 6-0", "pseudo-gradient 4-7", "region-update 6-5", "global-model 5-7")
                        .noneMatch(each -> each.startsWith("model 5") || each.endsWith("6-7"));
            }
        }
    }

    private static long sent(String label, Workers workers) {
        return workers.costs().sent().stream()
                .filter(each -> each.startsWith(label + " "))
                .count();
    }

    /** One region beside the global server, which takes its model over at every arrival. */
    @Test
    void oneRegionThatIsTheGlobalModelIsAsynchronousLocalSgd() {
        for (int buffer : new int[] {1, 3}) {
            Halos.Settings one =
                    new Halos.Settings(4, 0.7 / buffer, 0.9, buffer, 1, 1, 0, 1, 1, List.of(1.0, 0.5, 0.3, 1.0));
            AsyncLocalSgd.Settings async =
                    new AsyncLocalSgd.Settings(4, 0.7, 0.9, buffer, 0, List.of(1.0, 0.5, 0.5, 1.0));
            try (Workers two = Workers.federated(Federation.flat(4), bowls(), sgd(), new Halos.Factory(), one)
                            .asking(anyOf(new Random(5)));
                    Workers single = Workers.of(4, DType.FLOAT64, bowls(), sgd(), new AsyncLocalSgd.Factory(), async)
                            .asking(anyOf(new Random(5)))) {
                for (int step = 0; step < 60; step++) {
                    assertThat(two.run(1).evaluated())
                            .containsExactly(single.run(1).evaluated(), within(1e-6));
                }
                assertThat(two.costs().sent()).isEqualTo(single.costs().sent());
            }
        }
    }

    /** What is under way when training stops is under way when it goes on, letters of servers included. */
    @Test
    void continuesFromACheckpointToTheSameBits() throws Exception {
        for (int stop : new int[] {1, 17, 40}) {
            List<Answer> answers = new ArrayList<>();
            Random random = new Random(stop);
            List<Object> expected = new ArrayList<>();
            try (TrainingSession whole = session(question -> {
                Answer answer =
                        new Answer(List.of(random.nextInt(question.letters().size())), List.of());
                answers.add(answer);
                return answer;
            })) {
                for (int step = 0; step < 60; step++) {
                    whole.step();
                    expected.add(whole.measure());
                    if (step + 1 == stop) {
                        whole.save(directory);
                    }
                }
            }
            int[] next = {stop};
            try (TrainingSession resumed = session(question -> answers.get(next[0]++))) {
                resumed.restore(directory, answers.subList(0, stop));
                for (int step = stop; step < 60; step++) {
                    resumed.step();
                    assertThat(resumed.measure()).isEqualTo(expected.get(step));
                }
            }
        }
    }

    private static TrainingSession session(AskedNetwork network) {
        return TrainingSession.builder()
                .optimizer(new Sgd.Factory(), new Sgd.Settings(RATE, 0.5, false, 0))
                .method(new Halos.Factory(), settings(0.2, 0.9, 2, 2, 0.6, 0.5, 2, 0.25))
                .workers(5)
                .federation(TWO)
                .steps(60)
                .seed(1)
                .type(DType.FLOAT64)
                .model(bowls())
                .network(network)
                .build();
    }

    @Test
    void stepsAreTheArrivalsOfWorkersAndTwoMoreForEachUpdate() {
        Halos.Factory factory = new Halos.Factory();
        for (int k = 1; k < 9; k++) {
            Halos.Settings settings = settings(0.2, 0.9, 3, k, 0.6, 0.5, 2, 0.25);
            for (int localSteps = 20; localSteps < 60; localSteps += 4) {
                long ofWorkers = localSteps * 5 / 4;
                long steps = factory.steps(settings, localSteps, 5, TWO);
                assertThat(steps).isEqualTo(ofWorkers + 2 * (ofWorkers / k));
                assertThat(factory.localSteps(settings, steps, 5, TWO)).isEqualTo(localSteps);
            }
        }
    }

    /** Clients beside the global server send nothing between servers: no letter is counted that does not travel. */
    @Test
    void stepsAreArrivalsAloneWhereThereAreNoRegions() {
        Halos.Factory factory = new Halos.Factory();
        Halos.Settings settings = settings(0.2, 0.9, 3, 2, 0.6, 0.5, 2, 0.25);
        assertThat(factory.steps(settings, 40, 5, Federation.flat(5))).isEqualTo(50);
        assertThat(factory.localSteps(settings, 50, 5, Federation.flat(5))).isEqualTo(40);
        Federation mixed = new Federation(
                5, new Group("world", List.of(0), List.of(new Group("far", List.of(1, 2, 3, 4), List.of()))));
        assertThat(factory.steps(settings, 40, 5, mixed)).isEqualTo(50 + 2 * (50 * 4 / 5 / 2));
        assertThat(factory.localSteps(settings, 90, 5, mixed)).isEqualTo(40);
    }

    @Test
    void moreArrivalsToWaitForThanThereAreIsRefused() {
        Halos.Factory factory = new Halos.Factory();
        Halos.Settings settings = settings(0.2, 0.9, 3, 8, 0.6, 0.5, 2, 0.25);
        factory.requireLength(settings, 10, 5, TWO);
        assertThatThrownBy(() -> factory.requireLength(settings, 7, 5, TWO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("accumulation (8) exceeds the 7 arrivals")
                .hasMessageContaining("accumulation <= arrivals");
    }

    /** A worker keeps what it sends beside its model; five models of servers and their states are elsewhere. */
    @Test
    void whatServersKeepIsNoWorkersMemory() {
        try (TrainingSession session = session(anyOf(new Random(1)))) {
            long vector = 8 * session.elements();
            assertThat(session.memoryUse()).isEqualTo(new WorkerMemory(vector, vector, vector, vector));
        }
    }

    /** The first parameter of the server of a region. */
    private static double served(String region, Workers workers) {
        return Objects.requireNonNull(workers.ownState().get(region + ".server-parameters"), region)[0];
    }
}
