package org.longhaul.analysis.figure;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.awt.image.BufferedImage;
import java.io.StringReader;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.zip.Inflater;
import javax.imageio.ImageIO;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.DemoRun;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.ClientValues;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.w3c.dom.Document;
import org.xml.sax.InputSource;

@NullUnmarked
class MeasureFigureTest {

    private static Document parse(String svg) throws Exception {
        return DocumentBuilderFactory.newInstance().newDocumentBuilder().parse(new InputSource(new StringReader(svg)));
    }

    @Test
    void drawsEveryMethodWithinTheFrame() throws Exception {
        String svg = MeasureFigure.svg(DemoRun.create(), FigureOptions.defaults());

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
        assertThat(text).contains("DES-LOC, DiLoCo and 2 others reach loss 1.9");
        Matcher point = Pattern.compile("(-?[\\d.]+),(-?[\\d.]+)").matcher(svg);
        int points = 0;
        while (point.find()) {
            points++;
            assertThat(Double.parseDouble(point.group(1))).isBetween(71.99, 948.0);
            assertThat(Double.parseDouble(point.group(2))).isBetween(65.0, 486.0);
        }
        assertThat(points).isGreaterThan(300);
        assertThat(svg.replace("http://www.w3.org/2000/svg", "")).doesNotContain("http");
    }

    private static MeanCurve curve(MethodRecord... seeds) {
        return MeanCurve.of(
                List.of(seeds), SmallRun.LANGUAGE, SmallRun.LANGUAGE.headline(), FigureOptions.Across.TIME, false);
    }

    @Test
    void placesACurveWhereItsFiguresSay() {
        MeanCurve curve = curve(SmallRun.method("m", "ddp", 1, 10, 1, 3.0, 2.0, 1.0));

        assertThat(curve.xs()).containsExactly(0, 10, 20);
        assertThat(curve.mean()).containsExactly(3, 2, 1);
        assertThat(new Axis(0, 20, 72, 842).place(10)).isEqualTo(457);
        assertThat(new Axis(1, 100, 0, 200, true).place(10)).isCloseTo(100, within(1e-9));
    }

    @Test
    void keepsALossUntilTheNextEvaluation() {
        MeanCurve curve = curve(
                SmallRun.method("m", "ddp", 1, 10, 1, 4.0, 2.0), SmallRun.method("m", "ddp", 2, 4, 1, 6.0, 5.0, 3.0));

        assertThat(curve.xs()).containsExactly(0, 4, 8, 10);
        assertThat(curve.low()).containsExactly(4, 4, 3, 2);
        assertThat(curve.high()).containsExactly(6, 5, 4, 3);
        assertThat(curve.mean()).containsExactly(5, 4.5, 3.5, 2.5);
        double[][] stairs = Stairs.of(
                new double[] {0, 1, 3}, new double[] {8, 6, 2}, new Axis(0, 4, 0, 400), new Axis(0, 10, 100, 0));
        assertThat(stairs[0]).containsExactly(0, 0, 100, 100, 300, 300);
        assertThat(stairs[1]).containsExactly(20, 20, 20, 40, 40, 80);
    }

    @Test
    void divergenceIsNotAveragedAway() {
        MeanCurve curve = curve(
                SmallRun.method("m", "ddp", 1, 10, 1, 4.0, 3.0, 2.0, 1.0),
                SmallRun.method("m", "ddp", 2, 10, 1, 4.0, 3.0, Double.NaN));

        assertThat(curve.xs()).containsExactly(0, 10);
        assertThat(curve(SmallRun.method("m", "ddp", 1, 10, 1, Double.NaN))).isNull();
    }

    @Test
    void drawsAgainstTokensAndBytes() {
        List<MethodRecord> method = List.of(SmallRun.method("m", "ddp", 1, 10, 7, 3.0, 2.0, 1.0));

        assertThat(MeanCurve.of(
                                method,
                                SmallRun.LANGUAGE,
                                SmallRun.LANGUAGE.headline(),
                                FigureOptions.Across.ITEMS,
                                false)
                        .xs())
                .containsExactly(0, 1000, 2000);
        assertThat(MeanCurve.of(
                                method,
                                SmallRun.LANGUAGE,
                                SmallRun.LANGUAGE.headline(),
                                FigureOptions.Across.BYTES,
                                false)
                        .xs())
                .containsExactly(0, 7, 14);
        assertThat(MeanCurve.of(
                                method,
                                SmallRun.LANGUAGE,
                                SmallRun.LANGUAGE.headline(),
                                FigureOptions.Across.BYTES,
                                true)
                        .xs())
                .containsExactly(7, 14);
        String svg = MeasureFigure.svg(
                DemoRun.create(), new FigureOptions(400, 300, FigureOptions.Across.BYTES, true, null, false));
        assertThat(svg)
                .contains("width=\"400\" height=\"300\"", "charged bytes per worker, TB")
                .doesNotContain(">DES-LOC reaches loss 1.9 in 25.5 min, 3.06x sooner than DDP.</text>");
    }

    @Test
    void virtualLossesAreDottedAndExplained() {
        assertThat(MeasureFigure.svg(DemoRun.create(), FigureOptions.defaults()))
                .contains("stroke-dasharray=\"1.5 3\"", "held by nobody");
        RunRecord run = SmallRun.run(List.of(SmallRun.method("m", "ddp", 1, 10, 1, 3.0, 2.0)));
        assertThat(MeasureFigure.svg(run, FigureOptions.defaults()))
                .doesNotContain("1.5 3")
                .doesNotContain("nobody");
    }

    /** Losses of worker 3 are a half above those of the evaluated model; perplexities follow from them. */
    @Test
    void drawsOneWorkerAlsoByWhatFollowsFromItsValues() {
        MethodRecord method = SmallRun.method("m", "ddp", 1, 10, 1, 3.0, 2.0, 1.0);
        List<CurvePoint> curve = new ArrayList<>();
        for (CurvePoint point : method.curve()) {
            ClientValues third =
                    new ClientValues("3", 1, SmallRun.language(point.values().getOrDefault("loss", 0.0) + 0.5));
            curve.add(new CurvePoint(
                    point.step(),
                    point.items(),
                    point.simulatedNanos(),
                    point.volume(),
                    point.training(),
                    point.values(),
                    point.virtualValues(),
                    List.of(third),
                    point.learningRate()));
        }
        RunRecord run = SmallRun.run(List.of(SmallRun.withCurve(method, curve)));
        MeanCurve drawn = MeanCurve.ofClient(
                run.methods(),
                "3",
                SmallRun.LANGUAGE,
                SmallRun.LANGUAGE.get("perplexity"),
                FigureOptions.Across.TIME,
                false);
        assertThat(drawn.mean()).containsExactly(Math.exp(3.5), Math.exp(2.5), Math.exp(1.5));
        assertThat(MeasureFigure.svg(run, client("perplexity", "3"))).contains("perplexity", " of worker 3");
        assertThatThrownBy(() -> MeasureFigure.svg(run, client("loss", "4")))
                .hasMessage("no method of this run tells the loss of the worker or client 4");
    }

    private static FigureOptions client(String measure, String client) {
        return new FigureOptions(960, 540, FigureOptions.Across.TIME, false, measure, true, client);
    }

    @Test
    void sizesOutsideTheRangeAreRefused() {
        assertThatThrownBy(() -> new FigureOptions(319, 540, FigureOptions.Across.TIME, false, null, true))
                .hasMessageContaining("319x540");
        assertThatThrownBy(() -> new FigureOptions(960, 10_001, FigureOptions.Across.TIME, false, null, true))
                .hasMessageContaining("10000x10000");
    }

    @Test
    void writesAPdfThatEveryReaderOpens(@TempDir Path directory) throws Exception {
        Path pdf = directory.resolve("loss.pdf");
        RunRecord run = SmallRun.run(List.of(
                SmallRun.method("caf\u00e9", "ddp", 1, 10, 1, 3.0, 2.0),
                SmallRun.method("\u03b1\u2192\u03b2", "x", 1, 9, 1, 3.0, 2.0)));
        MeasureFigure.write(run, pdf, FigureOptions.defaults());

        byte[] bytes = Files.readAllBytes(pdf);
        String text = new String(bytes, StandardCharsets.ISO_8859_1);
        assertThat(text).startsWith("%PDF-1.4").endsWith("%%EOF\n").contains("/MediaBox [0 0 720.000 405.000]");
        // Every object lies where the table of references says.
        int table = Integer.parseInt(text.replaceFirst("(?s).*startxref\n(\\d+)\n.*", "$1"));
        Matcher entries = Pattern.compile("(\\d{10}) 00000 n ").matcher(text.substring(table));
        int object = 0;
        while (entries.find()) {
            object++;
            assertThat(text.substring(Integer.parseInt(entries.group(1)))).startsWith(object + " 0 obj\n");
        }
        assertThat(object).isEqualTo(7);
        int from = text.indexOf("stream\n") + 7;
        Inflater inflater = new Inflater();
        inflater.setInput(bytes, from, text.indexOf("\nendstream") - from);
        byte[] drawn = new byte[1 << 20];
        String content = new String(drawn, 0, inflater.inflate(drawn), StandardCharsets.US_ASCII);
        inflater.end();
        // "café" in windows-1252; the Greek name as outlines.
        assertThat(content).contains("<636166e9> Tj").contains(" c\n").doesNotContain("NaN");
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
        runs.add(
                SmallRun.run(List.of(SmallRun.method("<&\u0000>", "ddp", 1, 1, 1, 2.0, Double.NaN)), SmallRun.loss(1)));
        runs.add(SmallRun.run(List.of(SmallRun.method("one", "ddp", 1, 1, 1, 2.0))));
        for (RunRecord run : runs) {
            String svg = MeasureFigure.svg(run, FigureOptions.defaults());
            assertThat(parse(svg).getDocumentElement().getTagName()).isEqualTo("svg");
            assertThat(svg).doesNotContain("NaN").doesNotContain("Infinity");
        }
    }

    @Test
    void writesTheSamePictureAsPng(@TempDir Path directory) throws Exception {
        Path png = directory.resolve("loss.png");
        MeasureFigure.write(DemoRun.create(), png, FigureOptions.defaults());
        MeasureFigure.write(DemoRun.create(), directory.resolve("loss.svg"), FigureOptions.defaults());

        BufferedImage image = ImageIO.read(png.toFile());
        assertThat(image.getWidth()).isEqualTo(1920);
        assertThat(image.getHeight()).isEqualTo(1080);
        int vermillion = 0;
        for (int y = 0; y < image.getHeight(); y++) {
            for (int x = 0; x < image.getWidth(); x++) {
                vermillion += (image.getRGB(x, y) & 0xffffff) == 0xc04f00 ? 1 : 0;
            }
        }
        assertThat(vermillion).isGreaterThan(500);
        assertThat(Files.size(directory.resolve("loss.svg"))).isLessThan(100_000);
    }
}
