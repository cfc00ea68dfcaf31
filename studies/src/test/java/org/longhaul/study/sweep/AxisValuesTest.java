package org.longhaul.study.sweep;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.HashSet;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.longhaul.study.sweep.AxisSection.Distribution;
import org.longhaul.study.sweep.AxisSection.Drawn;
import org.longhaul.study.sweep.AxisSection.LogRange;
import org.longhaul.study.sweep.AxisSection.Range;
import org.longhaul.study.sweep.AxisSection.Sobol;

@NullUnmarked
final class AxisValuesTest {
    private static List<String> texts(List<Quantity> values) {
        return values.stream().map(Quantity::text).toList();
    }

    @Test
    void equalStepsEndAtTheLastThatFits() {
        assertThat(texts(AxisValues.range(new Range("500 Mbit/s", "2 Gbit/s", "500 Mbit/s"))))
                .containsExactly("500 Mbit/s", "1 Gbit/s", "1.5 Gbit/s", "2 Gbit/s");
        assertThat(texts(AxisValues.range(new Range("1 ms", "2 s", "900 ms"))))
                .containsExactly("1 ms", "901 ms", "1.801 s");
        assertThat(texts(AxisValues.range(new Range("0", "1", "0.25"))))
                .containsExactly("0.0", "0.25", "0.5", "0.75", "1.0");
        assertThat(texts(AxisValues.range(new Range("2", "7", "2")))).containsExactly("2", "4", "6");
    }

    @Test
    void equalRatiosMeetBothEnds() {
        assertThat(texts(AxisValues.logRange(new LogRange("100 Mbit/s", "100 Gbit/s", 4))))
                .containsExactly("100 Mbit/s", "1 Gbit/s", "10 Gbit/s", "100 Gbit/s");
        assertThat(texts(AxisValues.logRange(new LogRange("1", "8", 4)))).containsExactly("1", "2", "4", "8");
        // Whole numbers that round to the same are one value.
        assertThat(texts(AxisValues.logRange(new LogRange("1", "3", 9)))).containsExactly("1", "2", "3");
        assertThat(texts(AxisValues.logRange(new LogRange("1e-4", "1e-2", 3))))
                .containsExactly("0.0001", "0.001", "0.01");
    }

    @Test
    void randomValuesFollowTheirSeedAndStayWithinTheEnds() {
        Drawn drawn = new Drawn(Distribution.LOG_UNIFORM, "1 Mbit/s", "1 Tbit/s", null, null, 4000, 7);
        List<Quantity> values = AxisValues.random("a", drawn);
        assertThat(values).isEqualTo(AxisValues.random("a", drawn)).isNotEqualTo(AxisValues.random("b", drawn));
        assertThat(values).allMatch(each -> each.value() >= 1e6 && each.value() <= 1e12);
        // Half of them lie below the geometric mean of the ends: 2000 give or take four deviations of 32.
        assertThat(values.stream().filter(each -> each.value() < 1e9).count()).isBetween(1874L, 2126L);
        List<Quantity> bell =
                AxisValues.random("a", new Drawn(Distribution.NORMAL, "0 ms", "200 ms", "100 ms", "10 ms", 4000, 1));
        double mean = bell.stream().mapToDouble(Quantity::value).average().orElseThrow();
        assertThat(mean).isBetween(99.3e6, 100.7e6);
        assertThat(bell.stream()
                        .filter(each -> Math.abs(each.value() - 100e6) < 10e6)
                        .count())
                .isBetween(2610L, 2850L);
    }

    @Test
    void sobolPointsFillEveryCell() {
        List<List<Quantity>> axes = AxisValues.sobol(List.of(
                new Sobol(Distribution.UNIFORM, "0.0", "4.0", 255),
                new Sobol(Distribution.UNIFORM, "0.0", "4.0", 255)));
        // A sweep takes the values of its axes one after another.
        assertThat(AxisValues.sobol(List.of(new Sobol(Distribution.UNIFORM, "0.0", "4.0", 255))))
                .containsExactly(axes.get(0));
        HashSet<Integer> cells = new HashSet<>();
        for (int i = 0; i < 255; i++) {
            cells.add(4 * (int) axes.get(0).get(i).value()
                    + (int) axes.get(1).get(i).value());
        }
        assertThat(cells).hasSize(16);
        int[] halves = new int[2];
        axes.get(0).forEach(each -> halves[each.value() < 2 ? 0 : 1]++);
        assertThat(halves).containsExactly(127, 128);
    }

    @Test
    void emptyAndMixedRangesAreRefused() {
        assertThatThrownBy(() -> AxisValues.range(new Range("10 Gbit/s", "1 Gbit/s", "1 Gbit/s")))
                .hasMessageContaining("the range is empty");
        assertThatThrownBy(() -> AxisValues.range(new Range("1 Gbit/s", "2 s", "1 Gbit/s")))
                .hasMessageContaining("both must be of one kind");
        assertThatThrownBy(() -> AxisValues.range(new Range("1 Gbit/s", "2 Gbit/s", "0 Gbit/s")))
                .hasMessageContaining("step (0 Gbit/s) must be above 0");
        assertThatThrownBy(() -> AxisValues.logRange(new LogRange("0", "8", 4))).hasMessageContaining("above 0");
        assertThatThrownBy(() -> AxisValues.range(new Range("0", "1000000000", "1")))
                .hasMessageContaining("1000000001 values");
    }
}
