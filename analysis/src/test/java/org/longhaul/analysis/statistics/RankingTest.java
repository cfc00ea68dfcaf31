package org.longhaul.analysis.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.MethodRecord;

@NullUnmarked
class RankingTest {

    /** Final losses by seed from 1 on. */
    private static List<MethodRecord> seeds(String label, double... losses) {
        List<MethodRecord> seeds = new ArrayList<>();
        for (int seed = 1; seed <= losses.length; seed++) {
            seeds.add(SmallRun.method(label, "ddp", seed, 1.0, 10, 4.0, losses[seed - 1]));
        }
        return seeds;
    }

    @SafeVarargs
    private static Ranking byLoss(List<MethodRecord>... methods) {
        List<MethodRecord> all = new ArrayList<>();
        for (List<MethodRecord> method : methods) {
            all.addAll(method);
        }
        return Comparison.of(SmallRun.run(all)).by(SmallRun.LANGUAGE.headline());
    }

    private static List<String> labels(List<Ranking.Place> places) {
        return places.stream().map(place -> place.method().label()).toList();
    }

    @Test
    void tellsMethodsApartByTheirPairedDifferencesWhereTheirSpreadsOverlap() {
        // Each spreads over 0.4, but b is 0.01 above a under every seed, give or take 0.001.
        Ranking ranking = byLoss(seeds("b", 2.011, 2.210, 2.409), seeds("a", 2.0, 2.2, 2.4));

        assertThat(labels(ranking.places())).containsExactly("a", "b");
        assertThat(ranking.isKnown()).isTrue();
        assertThat(labels(ranking.leaders())).containsExactly("a");
        // t = 0.01 / (0.001 / sqrt(3)) = 17.32 with two degrees of freedom: p = 0.00332.
        assertThat(ranking.places().get(1).toFirst().pValue()).isCloseTo(0.00332, within(1e-5));
    }

    @Test
    void doesNotRankMethodsThatSwapPlacesWithTheSeed() {
        Ranking ranking = byLoss(seeds("a", 2.0, 2.2, 2.1), seeds("b", 2.2, 2.0, 2.15), seeds("far", 3.0, 3.1, 3.05));

        assertThat(labels(ranking.leaders())).containsExactly("a", "b");
        assertThat(ranking.places().get(2).toPrevious().verdict()).isEqualTo(PairedDifference.Verdict.DIFFERENT);
    }

    @Test
    void knowsNothingOfOneSeed() {
        Ranking ranking = byLoss(seeds("a", 2.0), seeds("b", 3.0));

        assertThat(ranking.isKnown()).isFalse();
        assertThat(labels(ranking.leaders())).containsExactly("a", "b");
    }

    @Test
    void tellsConstantDifferencesApartAndEqualFiguresNot() {
        Ranking ranking = byLoss(seeds("a", 2.0, 2.5), seeds("b", 2.25, 2.75), seeds("c", 2.0, 2.5));

        assertThat(labels(ranking.leaders())).containsExactly("a", "c");
        assertThat(ranking.of(ranking.places().get(2).method()).toFirst().pValue())
                .isZero();
    }

    @Test
    void leavesOutWhatHasNoFigureUnderSomeSeed() {
        assertThat(labels(byLoss(seeds("a", 2.0, Double.NaN), seeds("b", 3.0, 3.0))
                        .places()))
                .containsExactly("b");
    }

    /** Four hundred with all tests, a thousand by {@code -Dlonghaul.properties=all}. */
    private static final int TRIALS = "all".equals(System.getProperty("longhaul.properties")) ? 1000 : 400;

    @Test
    void callsEqualMethodsDifferentNoOftenerThanItClaims() {
        Random random = new Random(5);
        int different = 0;
        for (int trial = 0; trial < TRIALS; trial++) {
            double[] a = new double[5];
            double[] b = new double[5];
            for (int seed = 0; seed < 5; seed++) {
                double common = random.nextGaussian();
                a[seed] = 2 + 0.1 * (common + random.nextGaussian());
                b[seed] = 2 + 0.1 * (common + random.nextGaussian());
            }
            different += byLoss(seeds("a", a), seeds("b", b)).leaders().size() == 1 ? 1 : 0;
        }
        assertThat(different / (double) TRIALS).isBetween(0.03, 0.07);
    }
}
