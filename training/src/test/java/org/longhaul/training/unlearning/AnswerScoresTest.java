package org.longhaul.training.unlearning;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.util.List;
import org.junit.jupiter.api.Test;

/** What answers are worth, by hand. */
final class AnswerScoresTest {
    @Test
    void recallCountsEachTokenAsOftenAsItIsInBoth() {
        assertThat(AnswerScores.recall(List.of(7, 8), List.of(7, 8))).isEqualTo(1);
        assertThat(AnswerScores.recall(List.of(8, 9, 7), List.of(7, 8))).isEqualTo(1);
        assertThat(AnswerScores.recall(List.of(7, 9), List.of(7, 7))).isEqualTo(0.5);
        assertThat(AnswerScores.recall(List.of(), List.of(7, 8))).isZero();
    }

    /** Two rows of the paper's table on TOFU, as a reproduction quotes it. */
    @Test
    void deviationIsTheDistanceFromForgettingAllAndKeepingAll() {
        assertThat(AnswerScores.deviation(1, 1)).isEqualTo(100);
        assertThat(AnswerScores.deviation(0, 1)).isZero();
        assertThat(AnswerScores.deviation(0.109, 0.898)).isCloseTo(14.9, within(0.05));
        assertThat(AnswerScores.deviation(0.106, 0.909)).isCloseTo(14.0, within(0.05));
    }

    @Test
    void similarityIsTheCosineOfHowOftenTokensAreThere() {
        assertThat(LayerChoice.similarity(List.of(2, 5, 6, 7), List.of(2, 5, 6, 7)))
                .isCloseTo(1, within(1e-12));
        assertThat(LayerChoice.similarity(List.of(2, 5, 6, 7), List.of(2, 8, 9, 10)))
                .isEqualTo(0.25);
        assertThat(LayerChoice.similarity(List.of(2, 2), List.of(2, 3))).isCloseTo(Math.sqrt(0.5), within(1e-12));
        assertThat(LayerChoice.similarity(List.of(), List.of(2))).isZero();
    }

    @Test
    void theBestBlocksAscend() {
        List<Double> scores = List.of(0.1, 0.7, 0.7, -1.0);
        assertThat(LayerChoice.best(scores, 1)).containsExactly(1);
        assertThat(LayerChoice.best(scores, 3)).containsExactly(0, 1, 2);
    }
}
