package org.longhaul.analysis.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.IntStream;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.xml.sax.InputSource;

@NullUnmarked
class WindowFigureTest {

    @TempDir
    Path folder;

    /** A window that grows by one a millisecond and halves at 100, with a queue behind it. */
    private static WindowFigure.Content sawtooth(double[] drops) {
        double[] seconds = IntStream.range(0, 5000).mapToDouble(i -> i * 1e-3).toArray();
        double[] window = IntStream.range(0, 5000).mapToDouble(i -> 50 + i % 50).toArray();
        double[] threshold = IntStream.range(0, 5000)
                .mapToDouble(i -> i < 50 ? Double.POSITIVE_INFINITY : 50)
                .toArray();
        double[] queue = IntStream.range(0, 5000)
                .mapToDouble(i -> 1000.0 * Math.max(0, i % 50 - 20))
                .toArray();
        return new WindowFigure.Content(
                "A <sawtooth>",
                "one connection",
                5,
                List.of(new WindowFigure.Curve("a -> b", seconds, window, threshold)),
                List.of(new WindowFigure.Level(70, "bandwidth-delay product")),
                new WindowFigure.Queue("a -> b", seconds, queue, 30_000, drops));
    }

    @Test
    void drawsWindowThresholdQueueAndDropsWithinTheFrame() throws Exception {
        Path file = folder.resolve("window.svg");
        WindowFigure.write(sawtooth(new double[] {0.05, 0.051, 2.5}), file);
        String svg = Files.readString(file);

        String text = DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(svg)))
                .getDocumentElement()
                .getTextContent();
        assertThat(text)
                .contains("A <sawtooth>", "bandwidth-delay product", "room of the queue: 30.0 kB", "packets dropped");
        Matcher point = Pattern.compile("(-?[\\d.]+),(-?[\\d.]+)").matcher(svg);
        while (point.find()) {
            assertThat(Double.parseDouble(point.group(1))).isBetween(77.0, 933.0);
            assertThat(Double.parseDouble(point.group(2))).isBetween(89.0, 559.0);
        }
        // Two bursts, not three drops: the first two are 0.2 pixels apart.
        assertThat(svg.split("fill=\"#c0392b\"", -1)).hasSize(3);
    }

    @Test
    void withoutDropsThereIsNothingRed() throws Exception {
        Path file = folder.resolve("calm.svg");
        WindowFigure.write(sawtooth(new double[0]), file);
        assertThat(Files.readString(file)).doesNotContain("#c0392b", "packets dropped");
    }

    @Test
    void longCurvesKeepTheirExtremesInEveryColumn() {
        double[] xs = IntStream.range(0, 1000).mapToDouble(i -> i / 100.0).toArray();
        double[] ys = IntStream.range(0, 1000).mapToDouble(i -> (i * 37) % 101).toArray();
        int[] kept = Thinning.kept(xs, ys);

        assertThat(kept.length).isLessThanOrEqualTo(4 * 10);
        assertThat(kept).isSorted();
        for (int column = 0; column < 10; column++) {
            int c = column;
            double low = IntStream.range(0, 1000)
                    .filter(i -> (int) xs[i] == c)
                    .mapToDouble(i -> ys[i])
                    .min()
                    .orElseThrow();
            assertThat(IntStream.of(kept).filter(i -> (int) xs[i] == c).mapToDouble(i -> ys[i]))
                    .contains(low);
        }
    }

    @Test
    void otherEndingsAreRefused() {
        assertThatThrownBy(() -> WindowFigure.write(sawtooth(new double[0]), folder.resolve("window.gif")))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining(".svg, .png or .pdf");
    }
}
