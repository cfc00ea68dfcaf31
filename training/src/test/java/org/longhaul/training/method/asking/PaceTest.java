package org.longhaul.training.method.asking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.math.BigDecimal;
import java.math.RoundingMode;
import java.util.List;
import java.util.Random;
import java.util.stream.IntStream;
import org.junit.jupiter.api.Test;

/** Local steps by speed, against the same rule in decimals. */
class PaceTest {
    private static Pace floor(long fastest, Double... speeds) {
        return new Pace(fastest, List.of(speeds), RoundingMode.FLOOR);
    }

    private static List<Long> of(Pace pace, int workers) {
        return IntStream.range(0, workers).mapToObj(pace::of).toList();
    }

    @Test
    void aSlowWorkerTakesItsShareOfTheStepsOfTheFastest() {
        assertThat(of(floor(50, 1.0, 0.5, 0.25, 0.99), 4)).containsExactly(50L, 25L, 12L, 49L);
        assertThat(of(floor(50, 4.0, 2.0), 2)).containsExactly(50L, 25L);
        assertThat(of(floor(5, 1.0, 0.01), 2)).containsExactly(5L, 1L);
        assertThat(of(floor(7), 3)).containsExactly(7L, 7L, 7L);
        assertThat(of(new Pace(8, List.of(0.907, 0.232, 0.5), RoundingMode.CEILING), 3))
                .containsExactly(8L, 3L, 5L);
    }

    /** Binary fractions lie a little beside decimal ones: 0.29 * 100 is 28.999999999999996. */
    @Test
    void itIsTheRuleInDecimals() {
        Random random = new Random(3);
        for (int i = 0; i < 10_000; i++) {
            int hundredths = 1 + random.nextInt(100);
            long fastest = 1 + random.nextInt(1000);
            for (RoundingMode rounding : List.of(RoundingMode.FLOOR, RoundingMode.CEILING)) {
                long expected = BigDecimal.valueOf(hundredths * fastest, 2)
                        .setScale(0, rounding)
                        .longValueExact();
                assertThat(new Pace(fastest, List.of(1.0, hundredths / 100.0), rounding).of(1))
                        .as("%s / 100 of %s, %s", hundredths, fastest, rounding)
                        .isEqualTo(Math.max(1, expected));
            }
        }
    }

    @Test
    void exchangesComeToTheLocalStepsOfAll() {
        assertThat(floor(5).exchanges(100, 4)).isEqualTo(80);
        assertThat(floor(5).exchanges(101, 4)).isEqualTo(81);
        assertThat(floor(5).localSteps(80, 4)).isEqualTo(100);
        // 20, 10 and 5 and 5 steps: 10 on average, so 40 exchanges of four workers for 100 steps each.
        Pace uneven = floor(20, 1.0, 0.5, 0.25, 0.25);
        assertThat(uneven.exchanges(100, 4)).isEqualTo(40);
        assertThat(uneven.localSteps(40, 4)).isEqualTo(100);
    }

    @Test
    void speedsOfOthersThanTheWorkersAreRefused() {
        floor(5).requireFit(7);
        floor(5, 1.0, 0.5).requireFit(2);
        assertThatThrownBy(() -> floor(5, 1.0, 0.5).requireFit(3))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessage("speeds must be one for each of the 3 workers, found 2.");
    }

    @Test
    void aSpeedThatIsNoneIsRefused() {
        for (double speed : new double[] {0, -1, Double.NaN, 1e10}) {
            assertThatThrownBy(() -> floor(5, 1.0, speed))
                    .isInstanceOf(IllegalArgumentException.class)
                    .hasMessageContaining("must be above 0 and at most 1e9");
        }
    }
}
