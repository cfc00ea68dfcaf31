package org.longhaul.analysis.figure;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import java.util.random.RandomGeneratorFactory;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** Maps, lines and frontiers of points. */
@NullUnmarked
class PointFiguresTest {

    @TempDir
    Path folder;

    private String heat(HeatFigure.Cell... cells) throws Exception {
        Path file = folder.resolve("heat.svg");
        HeatFigure.write(
                new HeatFigure.Content(
                        "Title",
                        "subtitle",
                        "bandwidth",
                        "latency",
                        List.of("1 Gbit/s", "10 Gbit/s"),
                        List.of("1 ms"),
                        List.of(List.of(cells)),
                        "time",
                        AxisScale.SECONDS,
                        true,
                        Double.NaN),
                file,
                640,
                400);
        return Files.readString(file);
    }

    @Test
    void whatHasNoValueIsHatchedAndNamedAndHasNoColour() throws Exception {
        HeatFigure.Cell value = new HeatFigure.Cell(HeatFigure.State.VALUE, 90);
        String whole = heat(value, value);
        String missed = heat(value, new HeatFigure.Cell(HeatFigure.State.NOT_REACHED, Double.NaN));
        String failed = heat(value, new HeatFigure.Cell(HeatFigure.State.FAILED, Double.NaN));

        assertThat(whole).contains(">90.0 s<").doesNotContain("not reached");
        assertThat(missed)
                .contains("target not reached")
                .doesNotContain("refused")
                .doesNotContain("NaN");
        assertThat(lines(missed)).isGreaterThan(lines(whole) + 20);
        assertThat(failed).contains("refused, failed or diverged");
        assertThat(lines(failed)).isGreaterThan(lines(missed) + 20);
    }

    private static int lines(String svg) {
        return svg.split("<polyline", -1).length;
    }

    /** In grey print, a darker cell is a higher value: luminance falls along the whole ramp. */
    @Test
    void theRampOnlyBecomesDarker() {
        double before = Double.POSITIVE_INFINITY;
        for (int i = 0; i <= 100; i++) {
            int colour = ColourRamp.sequential(i / 100.0);
            double luminance = 0.2126 * (colour >> 16 & 255) + 0.7152 * (colour >> 8 & 255) + 0.0722 * (colour & 255);
            assertThat(luminance).isLessThan(before);
            before = luminance;
        }
        assertThat(ColourRamp.isDark(ColourRamp.sequential(1))).isTrue();
        assertThat(ColourRamp.isDark(ColourRamp.diverging(0.5))).isFalse();
    }

    /** Text in cells keeps the contrast that WCAG AA asks for, 4.5, on every colour of both ramps. */
    @Test
    void valuesAreReadableOnEveryColour() {
        for (int i = 0; i <= 100; i++) {
            for (int colour : new int[] {ColourRamp.sequential(i / 100.0), ColourRamp.diverging(i / 100.0)}) {
                double contrast = contrast(colour, ColourRamp.isDark(colour) ? 0xffffff : 0x000000);
                assertThat(contrast).as("%06x", colour).isGreaterThan(4.5);
            }
        }
    }

    private static double contrast(int one, int other) {
        double a = luminance(one) + 0.05;
        double b = luminance(other) + 0.05;
        return Math.max(a, b) / Math.min(a, b);
    }

    private static double luminance(int colour) {
        double[] weights = {0.2126, 0.7152, 0.0722};
        double sum = 0;
        for (int i = 0; i < 3; i++) {
            double channel = (colour >> 16 - 8 * i & 255) / 255.0;
            sum += weights[i] * (channel <= 0.04045 ? channel / 12.92 : Math.pow((channel + 0.055) / 1.055, 2.4));
        }
        return sum;
    }

    private static FrontierFigure.Content frontier(boolean xHigh, boolean yHigh, List<FrontierFigure.Point> points) {
        return new FrontierFigure.Content(
                "", "", "x", AxisScale.NUMBER, false, xHigh, "y", AxisScale.NUMBER, false, yHigh, points);
    }

    @Test
    void theFrontierIsWhatNoOtherPointBeats() {
        RandomGenerator random = RandomGeneratorFactory.of("L64X128MixRandom").create(3);
        for (int trial = 0; trial < 200; trial++) {
            boolean xHigh = random.nextBoolean();
            boolean yHigh = random.nextBoolean();
            List<FrontierFigure.Point> points = new ArrayList<>();
            for (int i = 0; i < 12; i++) {
                points.add(new FrontierFigure.Point("m" + i, "", random.nextInt(6), random.nextInt(6)));
            }
            List<FrontierFigure.Point> expected = points.stream()
                    .filter(point -> points.stream().noneMatch(other -> beats(other, point, xHigh, yHigh)))
                    .toList();

            assertThat(FrontierFigure.frontier(frontier(xHigh, yHigh, points)))
                    .containsExactlyInAnyOrderElementsOf(expected);
        }
    }

    private static boolean beats(FrontierFigure.Point a, FrontierFigure.Point b, boolean xHigh, boolean yHigh) {
        double x = xHigh ? a.x() - b.x() : b.x() - a.x();
        double y = yHigh ? a.y() - b.y() : b.y() - a.y();
        return x >= 0 && y >= 0 && (x > 0 || y > 0);
    }

    @Test
    void aLineIsBrokenWhereATargetWasNotReached() throws Exception {
        Path file = folder.resolve("lines.svg");
        double[] values = {1, 2, Double.NaN, 4, 5};
        LinesFigure.write(
                new LinesFigure.Content(
                        "",
                        "",
                        "period",
                        AxisScale.NUMBER,
                        true,
                        "time",
                        AxisScale.SECONDS,
                        false,
                        List.of(new LinesFigure.Line(
                                "diloco",
                                new double[] {1, 10, 100, 1000, 10_000},
                                values,
                                values,
                                values,
                                new boolean[] {false, false, true, false, false}))),
                file,
                640,
                400);

        String svg = Files.readString(file);
        assertThat(svg).contains("target not reached under some seed").doesNotContain("NaN");
        // Two parts of two points each, and a cross of two strokes.
        assertThat(svg.split("stroke=\"#4b5563\" stroke-width=\"2.00\"", -1)).hasSize(1 + 2 + 2 + 1);
    }

    @Test
    void timesHaveTicksThatPeopleCallRound() {
        assertThat(AxisScale.SECONDS.ticks(new Axis(4, 5000, 0, 1, true), 9))
                .extracting(AxisScale.Tick::text)
                .containsExactly(
                        "5 s", "10 s", "20 s", "30 s", "1 min", "2 min", "5 min", "10 min", "20 min", "30 min", "1 h");
        assertThat(AxisScale.SECONDS.ticks(new Axis(0, 4 * 3600, 0, 1), 4))
                .extracting(AxisScale.Tick::text)
                .containsExactly("0 h", "1 h", "2 h", "3 h", "4 h");
        assertThat(AxisScale.BITS_PER_SECOND.round(2.5e9)).isEqualTo("2.5 Gbit/s");
        assertThat(AxisScale.BITS_PER_SECOND.round(1e10)).isEqualTo("10 Gbit/s");
        assertThat(AxisScale.SHARE.round(0.05)).isEqualTo("5%");
    }
}
