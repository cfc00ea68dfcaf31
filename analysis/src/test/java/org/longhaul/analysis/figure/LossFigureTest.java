package org.longhaul.analysis.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.DemoRun;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.Target;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

@NullUnmarked
class LossFigureTest {

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    @Test
    void drawsEveryMethodWithinTheFrame() throws Exception {
        String svg = LossFigure.svg(DemoRun.create());

        String text = parse(svg).getDocumentElement().getTextContent();
        assertThat(text)
                .contains(
                        "DDP",
                        "Local Adam",
                        "DiLoCo",
                        "DES-LOC",
                        "MT-DAO",
                        "target: loss 1.9",
                        "projected time, hours");
        assertThat(text).contains("DES-LOC reaches loss 1.9");
        Matcher point = Pattern.compile("(-?[\\d.]+),(-?[\\d.]+)").matcher(svg);
        int points = 0;
        while (point.find()) {
            points++;
            assertThat(Double.parseDouble(point.group(1))).isBetween(72.0, 932.0);
            assertThat(Double.parseDouble(point.group(2))).isBetween(84.0, 478.01);
        }
        assertThat(points).isGreaterThan(300);
        assertThat(svg.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http");
    }

    @Test
    void placesACurveWhereItsFiguresSay() {
        MeanCurve curve = MeanCurve.of(List.of(SmallRun.method("m", "ddp", 1, 10, 1, 3.0, 2.0, 1.0)));

        assertThat(curve.seconds()).containsExactly(0, 10, 20);
        assertThat(curve.mean()).containsExactly(3, 2, 1);
        assertThat(new Axis(0, 20, 72, 842).place(10)).isEqualTo(457);
    }

    @Test
    void averagesSeedsAtEachOthersTimes() {
        MeanCurve curve = MeanCurve.of(List.of(
                SmallRun.method("m", "ddp", 1, 10, 1, 4.0, 2.0), SmallRun.method("m", "ddp", 2, 4, 1, 6.0, 5.0, 3.0)));

        assertThat(curve.seconds()).containsExactly(0, 4, 8);
        assertThat(curve.low()).containsExactly(4.0, 3.2, 2.4);
        assertThat(curve.high()).containsExactly(6.0, 5.0, 3.0);
        assertThat(curve.mean()[1]).isCloseTo(4.1, within(1e-12));
    }

    @Test
    void ticksAreRoundAndWithinTheAxis() {
        assertThat(new Axis(1.76, 2.27, 0, 1).ticks(7))
                .containsExactly(new double[] {1.8, 1.9, 2.0, 2.1, 2.2}, within(1e-12));
        assertThat(new Axis(0, 3.97, 0, 1).ticks(8))
                .containsExactly(new double[] {0, 0.5, 1, 1.5, 2, 2.5, 3, 3.5}, within(1e-12));
    }

    @Test
    void survivesNoCurvesNaNAndHostileNames() throws Exception {
        List<RunRecord> runs = new ArrayList<>();
        runs.add(SmallRun.run(List.of()));
        runs.add(SmallRun.run(List.of(SmallRun.method("<&\u0000>", "ddp", 1, 1, 1, 2.0, Double.NaN)), Target.loss(1)));
        runs.add(SmallRun.run(List.of(SmallRun.method("one", "ddp", 1, 1, 1, 2.0))));
        for (RunRecord run : runs) {
            String svg = LossFigure.svg(run);
            assertThat(parse(svg).getDocumentElement().getTagName()).isEqualTo("svg");
            assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
        }
    }

    @Test
    void writesTheSamePictureAsPng(@TempDir Path directory) throws Exception {
        Path png = directory.resolve("loss.png");
        LossFigure.writePng(DemoRun.create(), png);
        LossFigure.writeSvg(DemoRun.create(), directory.resolve("loss.svg"));

        BufferedImage image = ImageIO.read(png.toFile());
        assertThat(image.getWidth()).isEqualTo(1920);
        assertThat(image.getHeight()).isEqualTo(1080);
        int vermillion = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                vermillion += (image.getRGB(x, y) & 0xffffff) == 0xd55e00 ? 1 : 0;
            }
        }
        assertThat(vermillion).isGreaterThan(500);
        assertThat(Files.size(directory.resolve("loss.svg"))).isLessThan(100_000);
    }
}
