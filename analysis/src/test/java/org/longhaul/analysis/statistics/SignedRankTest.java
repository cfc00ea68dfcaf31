package org.longhaul.analysis.statistics;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.Arrays;
import java.util.Objects;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.apache.commons.math3.stat.inference.WilcoxonSignedRankTest;
import org.junit.jupiter.api.Test;

class SignedRankTest {

    private static SignedRank of(double... differences) {
        return Objects.requireNonNull(SignedRank.of(differences));
    }

    @Test
    void fiveSeedsOfOneSignGiveNoPValueBelowFivePerCentAndSixDo() {
        assertThat(of(1, 2, 3, 4, 5).pValue()).isEqualTo(0.0625);
        assertThat(of(-1, -2, -3, -4, -5, -6).pValue()).isEqualTo(0.03125);
        assertThat(SignedRank.leastCount(0.05)).isEqualTo(6);
        assertThat(SignedRank.leastPValue(3)).isEqualTo(0.25);
    }

    @Test
    void isTheExactTestOfCommonsMathWithoutTiesAndZeros() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(7);
        for (int count = 2; count <= 12; count++) {
            double[] differences = new double[count];
            for (int i = 0; i < count; i++) {
                differences[i] = random.nextGaussian() + 0.4;
            }
            double expected = new WilcoxonSignedRankTest().wilcoxonSignedRankTest(differences, new double[count], true);
            assertThat(of(differences).pValue()).isCloseTo(Math.min(1, expected), within(1e-12));
        }
    }

    /** By hand: sizes 1, 1, 2 have ranks 1.5, 1.5, 3; sums of at most 1.5 come from three of eight choices of signs. */
    @Test
    void equalSizesShareRanksAndZerosAreDropped() {
        SignedRank test = of(1, -1, 2, 0);

        assertThat(test.count()).isEqualTo(3);
        assertThat(test.positive()).isEqualTo(4.5);
        assertThat(test.negative()).isEqualTo(1.5);
        assertThat(test.pValue()).isEqualTo(0.75);
        assertThat(test.rankBiserial()).isEqualTo(0.5);
        assertThat(of(0, 0).pValue()).isEqualTo(1);
        assertThat(of(0, 0).rankBiserial()).isZero();
    }

    @Test
    void manyDifferencesHaveANormalDistributionNearTheExactOne() {
        double[] fifty = new double[50];
        for (int i = 0; i < fifty.length; i++) {
            fifty[i] = (i % 3 == 0 ? -1 : 1) * (i + 1);
        }
        double[] fiftyOne = Arrays.copyOf(fifty, 51);
        fiftyOne[50] = 1e-3;

        assertThat(of(fifty).exact()).isTrue();
        assertThat(of(fiftyOne).exact()).isFalse();
        assertThat(of(fiftyOne).pValue()).isCloseTo(of(fifty).pValue(), within(0.002));
    }

    @Test
    void divergenceHasNoTest() {
        assertThat(SignedRank.of(new double[] {1, Double.NaN})).isNull();
    }
}
