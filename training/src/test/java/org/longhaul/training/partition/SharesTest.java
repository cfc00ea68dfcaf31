package org.longhaul.training.partition;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** Sizes and mixes of the shares of examples, those to train on and those held out. */
class SharesTest {
    /** Ten classes in turn and seven groups in turn; the last fifth is held out. */
    private record Numbered(int size) implements Items {
        @Override
        public int labels() {
            return 10;
        }

        @Override
        public int label(int item) {
            return item % 10;
        }

        @Override
        public int groups() {
            return 7;
        }

        @Override
        public int group(int item) {
            return item % 7;
        }

        @Override
        public boolean isHeldOut(int item) {
            return item >= size * 4 / 5;
        }

        @Override
        public long length(int item) {
            return 1;
        }
    }

    private static final Numbered ITEMS = new Numbered(10_000);
    private static final int[] ALL = IntStream.range(0, 10_000).toArray();
    private static final int WORKERS = 40;

    @ParameterizedTest
    @ValueSource(
            strings = {
                "iid",
                "lda 0.1",
                "lda 1000",
                "dirichlet 0.5 30",
                "classes-per-client 2",
                "classes-per-client 10",
                "power-law 1.2 5",
                "group"
            })
    void everyItemIsInOneShareAndTheSeedDecidesWhich(String partition) {
        int[][] shares = partitioner(partition).shares(ITEMS, ALL, 7, 3);
        int[] seen = new int[ITEMS.size];
        for (int[] share : shares) {
            Arrays.stream(share).forEach(item -> seen[item]++);
            assertThat(Arrays.stream(share).anyMatch(ITEMS::isHeldOut)).isTrue();
        }
        assertThat(seen).containsOnly(1);
        assertThat(partitioner(partition).assign(ITEMS, ALL, 7, 3))
                .containsExactly(partitioner(partition).assign(ITEMS, ALL, 7, 3));
        if (!partition.equals("group")) {
            assertThat(partitioner(partition).assign(ITEMS, ALL, 7, 4))
                    .isNotEqualTo(partitioner(partition).assign(ITEMS, ALL, 7, 3));
        }
    }

    @ParameterizedTest
    @ValueSource(doubles = {0.1, 1, 1000})
    void ldaHasEqualSizes(double alpha) {
        double[][][] shares = counts("lda " + alpha, WORKERS);
        for (int worker = 0; worker < WORKERS; worker++) {
            assertThat(Arrays.stream(shares[0][worker]).sum()).isEqualTo(200);
            assertThat(Arrays.stream(shares[1][worker]).sum()).isEqualTo(50);
        }
        double[][][] odd = counts("lda " + alpha, 33);
        for (int worker = 0; worker < 33; worker++) {
            assertThat(Arrays.stream(odd[0][worker]).sum()).isBetween(242.0, 243.0);
        }
    }

    /** A share that large pools do not run out for has the variance of the Dirichlet distribution and that of the draws. */
    @Test
    void ldaMixesHaveTheVarianceOfTheDistribution() {
        double alpha = 0.5;
        double squares = 0;
        int draws = 0;
        for (int seed = 0; seed < 40; seed++) {
            int[][] shares = partitioner("lda 0.5").shares(ITEMS, ALL, WORKERS, seed);
            for (int worker = 0; worker < 10; worker++) {
                double[] mix = mix(shares[worker], false);
                for (double share : mix) {
                    squares += (share - 0.1) * (share - 0.1);
                    draws++;
                }
            }
        }
        // Var pi = (1/C)(1 - 1/C) / (C alpha + 1); a draw of n adds E[pi (1 - pi)] / n.
        double ofMix = 0.1 * 0.9 / (10 * alpha + 1);
        double expected = ofMix + (0.1 * 0.9 - ofMix) / 200;
        assertThat(squares / draws).isCloseTo(expected, within(0.1 * expected));
    }

    @ParameterizedTest
    @ValueSource(strings = {"lda 0.3", "dirichlet 0.3", "classes-per-client 3", "power-law 1 1"})
    void whatIsHeldOutHasTheMixOfTheShare(String partition) {
        double[][][] counts = counts(partition, WORKERS);
        double distance = 0;
        double toOthers = 0;
        for (int worker = 0; worker < WORKERS; worker++) {
            distance += distance(counts[0][worker], counts[1][worker]) / WORKERS;
            toOthers += distance(counts[0][worker], counts[1][(worker + 1) % WORKERS]) / WORKERS;
        }
        // Half the sum of absolute differences: that of two samples of one mix, against that of two workers.
        assertThat(distance).isLessThan(partition.startsWith("power-law") ? 0.25 : 0.2);
        if (!partition.startsWith("power-law")) {
            assertThat(toOthers).isGreaterThan(2.5 * distance);
        }
    }

    /** With one of 1e-310, all variates of the distribution would be 0, and their shares no numbers. */
    @ParameterizedTest
    @ValueSource(strings = {"lda", "dirichlet"})
    void concentrationsThatLeaveNoMixAreRefused(String partition) {
        assertThatThrownBy(() -> counts(partition + " 1e-310", WORKERS))
                .hasMessageContaining("must lie in [1e-6, 1e9]");
        assertThat(Arrays.stream(mix(partitioner(partition + " 1e-6").shares(ITEMS, ALL, 1, 3)[0], false))
                        .sum())
                .isCloseTo(1, within(1e-9));
    }

    @Test
    void ldaIsUnevenForSmallAlphaAndEvenForLarge() {
        double uneven = largest(counts("lda 0.1", WORKERS)[0]);
        double medium = largest(counts("lda 1", WORKERS)[0]);
        double even = largest(counts("lda 1000", WORKERS)[0]);
        assertThat(uneven).isGreaterThan(medium + 0.2);
        assertThat(medium).isGreaterThan(even + 0.1);
        assertThat(even).isLessThan(0.17);
    }

    @Test
    void dirichletDrawsUntilAllHaveTheLeastSize() {
        double without = least(counts("dirichlet 0.3", 20)[0]);
        double with = least(counts("dirichlet 0.3 120", 20)[0]);
        assertThat(without).isLessThan(120);
        assertThat(with).isGreaterThanOrEqualTo(120);
        assertThat(counts("dirichlet 0.3 " + (int) without, 20)).isDeepEqualTo(counts("dirichlet 0.3", 20));
        assertThatThrownBy(() -> counts("dirichlet 0.5 401", 20))
                .hasMessageContaining("leastSize (401) need 8020 items for 20 workers, and there are 8000");
        assertThatThrownBy(() -> counts("dirichlet 0.05 390", 20))
                .hasMessageContaining("leastSize (390) did not occur in 1000 divisions over 20 workers");
    }

    @ParameterizedTest
    @ValueSource(ints = {1, 2, 3, 10})
    void classesPerClientAreExactlySoManyAndEveryClassHasEquallyManyClients(int classes) {
        double[][][] counts = counts("classes-per-client " + classes, WORKERS);
        int[] clients = new int[10];
        for (int worker = 0; worker < WORKERS; worker++) {
            int has = 0;
            for (int label = 0; label < 10; label++) {
                assertThat(counts[0][worker][label] > 0).isEqualTo(counts[1][worker][label] > 0);
                if (counts[0][worker][label] > 0) {
                    has++;
                    clients[label]++;
                    assertThat(counts[0][worker][label]).isCloseTo(800.0 * 10 / (WORKERS * classes), within(1.0));
                }
            }
            assertThat(has).isEqualTo(classes);
        }
        assertThat(clients).containsOnly(WORKERS * classes / 10);
    }

    @Test
    void classesThatNobodyWouldHaveAreRefused() {
        assertThatThrownBy(() -> counts("classes-per-client 2", 4))
                .hasMessageContaining("workers (4) of 2 classes each leave out 2 of the 10 classes")
                .hasMessageContaining("allowed: classes from 3 on");
        assertThatThrownBy(() -> counts("classes-per-client 11", 4))
                .hasMessageContaining("classes (11): the data have 10");
        // 4005 workers of 2 classes are 801 for each class, of which there are 800 items.
        assertThat(counts("classes-per-client 2", 4000)[0]).hasDimensions(4000, 10);
        assertThatThrownBy(() -> counts("classes-per-client 2", 4005))
                .hasMessageContaining("would have nothing of class 0")
                .hasMessageContaining("801 are to have some of its 800 items");
    }

    @Test
    void powerLawSizesFollowTheLaw() {
        double[][][] counts = counts("power-law 1.5 5", WORKERS);
        double[] sizes = Arrays.stream(counts[0])
                .mapToDouble(share -> Arrays.stream(share).sum())
                .sorted()
                .toArray();
        double sum = IntStream.rangeClosed(1, WORKERS)
                .mapToDouble(rank -> Math.pow(rank, -1.5))
                .sum();
        for (int rank = 1; rank <= WORKERS; rank++) {
            assertThat(sizes[WORKERS - rank])
                    .isCloseTo(5 + (8000 - 5 * WORKERS) * Math.pow(rank, -1.5) / sum, within(1.0));
        }
        assertThat(least(counts[1])).isGreaterThanOrEqualTo(1);
        assertThatThrownBy(() -> counts("power-law 0 201", WORKERS))
                .hasMessageContaining("leastSize (201) need 8040 items for 40 workers, and there are 8000");
    }

    /** Groups are larger than a fair share here, and what is held out of them comes last. */
    @Test
    void byDomainCutsWhatIsHeldOutOfAGroupAsItCutsTheGroup() {
        double[][][] counts = counts("domain", 20);
        assertThat(least(counts[0])).isGreaterThan(300);
        assertThat(least(counts[1])).isGreaterThan(75);
    }

    private static double largest(double[][] counts) {
        return Arrays.stream(counts)
                .mapToDouble(share -> Arrays.stream(share).max().orElseThrow()
                        / Arrays.stream(share).sum())
                .average()
                .orElseThrow();
    }

    private static double least(double[][] counts) {
        return Arrays.stream(counts)
                .mapToDouble(share -> Arrays.stream(share).sum())
                .min()
                .orElseThrow();
    }

    private static double distance(double[] first, double[] second) {
        double sumOfFirst = Arrays.stream(first).sum();
        double sumOfSecond = Arrays.stream(second).sum();
        return IntStream.range(0, first.length)
                        .mapToDouble(i -> Math.abs(first[i] / sumOfFirst - second[i] / sumOfSecond))
                        .sum()
                / 2;
    }

    private static double[] mix(int[] share, boolean isHeldOut) {
        double[] counts = new double[10];
        for (int item : share) {
            if (ITEMS.isHeldOut(item) == isHeldOut) {
                counts[ITEMS.label(item)]++;
            }
        }
        double sum = Arrays.stream(counts).sum();
        return Arrays.stream(counts).map(count -> count / sum).toArray();
    }

    /** Counts [to train on, held out][worker][class]. */
    private static double[][][] counts(String partition, int workers) {
        int[][] shares = partitioner(partition).shares(ITEMS, ALL, workers, 3);
        double[][][] counts = new double[2][workers][10];
        for (int worker = 0; worker < workers; worker++) {
            for (int item : shares[worker]) {
                counts[ITEMS.isHeldOut(item) ? 1 : 0][worker][ITEMS.label(item)]++;
            }
        }
        return counts;
    }

    /** A partition from its id and the values of its settings. */
    private static Partitioner partitioner(String text) {
        List<String> words = List.of(text.split(" ", -1));
        double first = words.size() > 1 ? Double.parseDouble(words.get(1)) : 0;
        int second = words.size() > 2 ? Integer.parseInt(words.get(2)) : 0;
        return switch (words.get(0)) {
            case "iid" -> new IidPartitioner();
            case "domain" -> new DomainPartitioner();
            case "lda" -> new LdaPartitioner.Factory().create(new LdaPartitioner.Settings(first));
            case "dirichlet" ->
                new DirichletPartitioner.Factory().create(new DirichletPartitioner.Settings(first, second));
            case "classes-per-client" ->
                new ClassesPartitioner.Factory().create(new ClassesPartitioner.Settings((int) first));
            case "power-law" ->
                new PowerLawPartitioner.Factory().create(new PowerLawPartitioner.Settings(first, second));
            default -> new GroupPartitioner.Factory().create(new GroupPartitioner.Settings(List.of(words.get(0))));
        };
    }
}
