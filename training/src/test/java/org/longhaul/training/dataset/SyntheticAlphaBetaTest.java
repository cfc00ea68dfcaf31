package org.longhaul.training.dataset;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import org.junit.jupiter.api.Test;

class SyntheticAlphaBetaTest {
    @Test
    void featureVariancesWithinAUserFallByThePowerOfTheirNumber() {
        Examples data = create(20, 1, 1, 2000, 0, 1);
        float[] point = new float[60];
        for (int feature : new int[] {0, 1, 9, 59}) {
            double variance = 0;
            for (int user = 0; user < 20; user++) {
                double sum = 0;
                double squares = 0;
                for (int i = 0; i < 2054; i++) {
                    data.copy(user * 2054 + i, point, 0);
                    sum += point[feature];
                    squares += (double) point[feature] * point[feature];
                }
                variance += (squares / 2054 - sum / 2054 * sum / 2054) / 20;
            }
            double expected = Math.pow(feature + 1, -1.2);
            assertThat(variance).isCloseTo(expected, within(0.03 * expected));
        }
    }

    /** The mean over a user's features has variance beta^2 + 1 / 60 over the users. */
    @Test
    void usersPlacesDifferByBeta() {
        for (double beta : new double[] {0, 0.5, 2}) {
            Examples data = create(400, 0, beta, 1, 0, 5);
            double squares = 0;
            float[] point = new float[60];
            for (int user = 0; user < 400; user++) {
                double mean = 0;
                for (int i = 0; i < 55; i++) {
                    data.copy(user * 55 + i, point, 0);
                    for (float feature : point) {
                        mean += feature / (60 * 55.0);
                    }
                }
                squares += mean * mean / 400;
            }
            double expected = beta * beta + 1 / 60.0;
            assertThat(squares).isCloseTo(expected, within(0.25 * expected));
        }
    }

    /** u_k is added to every weight of a user, so it moves all scores alike: alpha leaves the classes as they are. */
    @Test
    void alphaMovesAllScoresOfAUserAlike() {
        Examples none = create(10, 0, 1, 50, 1, 1);
        Examples much = create(10, 3, 1, 50, 1, 1);
        for (int item = 0; item < none.size(); item++) {
            assertThat(much.label(item)).isEqualTo(none.label(item));
        }
    }

    @Test
    void sizesAreLogNormalAboveTheLeastAndATenthIsHeldOut() {
        Examples data = create(2000, 1, 1, 10, 1, 1);
        int[] sizes = new int[2000];
        int[] heldOut = new int[2000];
        for (int item = 0; item < data.size(); item++) {
            sizes[data.group(item)]++;
            heldOut[data.group(item)] += data.isHeldOut(item) ? 1 : 0;
        }
        double logarithms = 0;
        double squares = 0;
        for (int user = 0; user < 2000; user++) {
            assertThat(sizes[user]).isGreaterThanOrEqualTo(10);
            assertThat(heldOut[user]).isEqualTo(sizes[user] - (int) (0.9 * sizes[user]));
            double logarithm = Math.log(sizes[user] - 10 + 0.5);
            logarithms += logarithm / 2000;
            squares += logarithm * logarithm / 2000;
        }
        assertThat(logarithms).isCloseTo(4, within(0.1));
        assertThat(Math.sqrt(squares - logarithms * logarithms)).isCloseTo(1, within(0.07));
    }

    @Test
    void usersDoNotDependOnHowManyThereAre() {
        Examples few = create(3, 1, 1, 50, 2, 1);
        Examples more = create(9, 1, 1, 50, 2, 1);
        float[] first = new float[60];
        float[] second = new float[60];
        for (int item = 0; item < few.size(); item++) {
            few.copy(item, first, 0);
            more.copy(item, second, 0);
            assertThat(first).containsExactly(second);
        }
        assertThatThrownBy(() -> create(100_000, 1, 1, 100_000, 0, 1)).hasMessageContaining("users (100000)");
    }

    private static Examples create(
            int users, double alpha, double beta, int leastSize, double sizeDeviation, long seed) {
        return new SyntheticAlphaBeta.Factory()
                .create(new SyntheticAlphaBeta.Settings(users, alpha, beta, leastSize, sizeDeviation, seed));
    }
}
