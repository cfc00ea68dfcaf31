package org.longhaul.scenario.engine.workload;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import org.junit.jupiter.api.Test;

class StepSeriesTest {
    @Test
    void cyclesAreWhatOneWouldLayOut() {
        Random random = new Random(7);
        for (int trial = 0; trial < 200; trial++) {
            StepSeries series = new StepSeries();
            List<Long> plain = new ArrayList<>();
            for (int act = 0; act < 12; act++) {
                int kind = random.nextInt(3);
                if (kind == 0 || plain.isEmpty() || plain.size() > 2000) {
                    for (int i = random.nextInt(5); i >= 0; i--) {
                        long value = random.nextInt(1000);
                        series.add(value);
                        plain.add(value);
                    }
                } else if (kind == 1) {
                    int period = 1 + random.nextInt(plain.size());
                    int times = random.nextInt(200 / period + 40);
                    long more = random.nextInt(3);
                    series.repeat(period, times, more);
                    for (int i = 0; i < times * period; i++) {
                        plain.add(plain.get(plain.size() - period) + more);
                    }
                } else {
                    int step = random.nextInt(plain.size());
                    series.addTo(step, 5);
                    plain.set(step, plain.get(step) + 5);
                }
            }
            assertThat(series.size()).isEqualTo(plain.size());
            assertThat(series.last()).isEqualTo(plain.get(plain.size() - 1));
            for (int i = 0; i < 50; i++) {
                int step = random.nextInt(plain.size());
                assertThat(series.get(step)).isEqualTo(plain.get(step));
                assertThat(series.sum(step))
                        .isEqualTo(plain.subList(0, step).stream()
                                .mapToLong(Long::longValue)
                                .sum());
            }
        }
    }

    @Test
    void whatWasAddedLastCanBeTakenBack() {
        StepSeries series = new StepSeries();
        series.add(3);
        series.repeat(1, 100, 1);
        series.add(7);
        series.shorten(101);

        assertThat(series.size()).isEqualTo(101);
        assertThat(series.last()).isEqualTo(103);
        assertThatThrownBy(() -> series.shorten(100)).isInstanceOf(IllegalStateException.class);
    }
}
