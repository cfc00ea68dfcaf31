package org.longhaul.analysis.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;
import org.longhaul.analysis.DemoRun;
import org.longhaul.analysis.DisturbedRun;
import org.longhaul.analysis.report.markup.CurveStyle;

/** The page's colours, by the contrast formula of the Web Content Accessibility Guidelines 2.2. */
@NullUnmarked
class PaletteTest {

    private static final double HEAT_SHARE = 0.55;

    private final String css = Page.resource("report.css");

    /** Returns the variables of a scheme: those of the light one, overlaid by the scheme's own. */
    private Map<String, String> palette(String scheme) {
        Matcher blocks = Pattern.compile(":root \\{(.*?)}", Pattern.DOTALL).matcher(css);
        Map<String, String> colours = new LinkedHashMap<>();
        for (String block : List.of("light", "dark", "print")) {
            assertThat(blocks.find()).isTrue();
            if (block.equals("light") || block.equals(scheme)) {
                Matcher variables = Pattern.compile("--([a-z0-9-]+): ([^;]+);").matcher(blocks.group(1));
                while (variables.find()) {
                    colours.put(variables.group(1), variables.group(2));
                }
            }
        }
        return colours;
    }

    private static double[] rgb(String colour) {
        double[] parts = new double[3];
        for (int i = 0; i < 3; i++) {
            parts[i] = colour.startsWith("#")
                    ? Integer.parseInt(colour.substring(1 + 2 * i, 3 + 2 * i), 16)
                    : Double.parseDouble(colour.split(",", -1)[i]);
        }
        return parts;
    }

    private static double luminance(double[] rgb) {
        double[] linear = new double[3];
        for (int i = 0; i < 3; i++) {
            double c = rgb[i] / 255;
            linear[i] = c <= 0.04045 ? c / 12.92 : Math.pow((c + 0.055) / 1.055, 2.4);
        }
        return 0.2126 * linear[0] + 0.7152 * linear[1] + 0.0722 * linear[2];
    }

    private static double contrast(double[] a, double[] b) {
        double high = Math.max(luminance(a), luminance(b));
        double low = Math.min(luminance(a), luminance(b));
        return (high + 0.05) / (low + 0.05);
    }

    @Test
    void contrastFormulaGivesTheKnownExtremes() {
        assertThat(contrast(rgb("#000000"), rgb("#ffffff"))).isEqualTo(21);
        assertThat(contrast(rgb("#777777"), rgb("#ffffff"))).isBetween(4.47, 4.49);
    }

    @ParameterizedTest
    @ValueSource(strings = {"light", "dark", "print"})
    void textIsReadableAndGraphicsAreSeen(String scheme) {
        Map<String, String> colours = palette(scheme);
        double[] page = rgb(colours.get("page"));
        for (String ground : List.of("page", "faint")) {
            for (String text : List.of("ink", "soft")) {
                assertThat(contrast(rgb(colours.get(text)), rgb(colours.get(ground))))
                        .as("%s: %s on %s", scheme, text, ground)
                        .isGreaterThanOrEqualTo(4.5);
            }
            for (String graphic : graphics(colours)) {
                assertThat(contrast(rgb(colours.get(graphic)), rgb(colours.get(ground))))
                        .as("%s: %s on %s", scheme, graphic, ground)
                        .isGreaterThanOrEqualTo(3);
            }
        }
        assertThat(contrast(rgb(colours.get("accent")), page)).isGreaterThanOrEqualTo(4.5);
        assertThat(contrast(rgb(colours.get("page")), rgb(colours.get("ink"))))
                .as("text of a chosen button")
                .isGreaterThanOrEqualTo(4.5);
        double[] hottest = new double[3];
        for (int i = 0; i < 3; i++) {
            hottest[i] = HEAT_SHARE * rgb(colours.get("heat-ink"))[i] + (1 - HEAT_SHARE) * page[i];
        }
        assertThat(contrast(rgb(colours.get("ink")), hottest)).isGreaterThanOrEqualTo(4.5);
        assertThat(css).contains("calc(var(--heat) * " + HEAT_SHARE + ")");
    }

    private static Set<String> graphics(Map<String, String> colours) {
        Set<String> graphics = new HashSet<>(List.of("edge", "compute", "exposed", "waiting", "idle", "accent"));
        colours.keySet().stream().filter(name -> name.matches("m\\d|part\\d")).forEach(graphics::add);
        assertThat(graphics).hasSize(18);
        return graphics;
    }

    @Test
    void figuresHaveTheColoursOfThePage() {
        Map<String, String> colours = palette("light");
        for (int i = 0; i < 8; i++) {
            CurveStyle style = new CurveStyle(i);
            assertThat(String.format(Locale.ROOT, "#%06x", style.colour())).isEqualTo(colours.get(style.colourClass()));
        }
    }

    @Test
    void curvesDifferWithoutColour() {
        Set<String> shapes = new HashSet<>();
        Set<String> looks = new HashSet<>();
        for (int i = 0; i < 9; i++) {
            shapes.add(new CurveStyle(i).markPath(4));
        }
        for (int i = 0; i < 40; i++) {
            CurveStyle style = new CurveStyle(i);
            looks.add(style.colourClass() + style.markPath(4));
        }
        assertThat(shapes).hasSize(9);
        assertThat(looks).hasSize(40);
    }

    @Test
    void everyColourIsOneOfThePalette() {
        String rules = css.replaceAll("(?s):root \\{.*?}", "");
        assertThat(Pattern.compile(
                                "#[0-9a-fA-F]{3,8}\\b|rgb\\(|hsl\\(|rgba\\((?!var\\(--heat-ink\\))|\\bwhite\\b(?!-)|\\bblack\\b")
                        .matcher(rules)
                        .results()
                        .map(found -> found.group()))
                .isEmpty();
        Set<String> names = palette("light").keySet();
        Matcher used = Pattern.compile("var\\(--(?!lt-)([a-z0-9-]+)").matcher(rules);
        while (used.find()) {
            assertThat(names.contains(used.group(1)) || List.of("abs", "rel").contains(used.group(1)))
                    .as(used.group(1))
                    .isTrue();
        }
        String scripts = Page.resource("curves.js") + Page.resource("curve-data.js") + Page.resource("report.js");
        assertThat(Pattern.compile("[\"'](#[0-9a-f]{3,8}|rgba?\\(|white|black)")
                        .matcher(scripts)
                        .find())
                .isFalse();
    }

    @Test
    void stylesOfElementsSetPlacesAndLengthsOnly() {
        for (String page : List.of(HtmlReport.render(DemoRun.create()), HtmlReport.render(DisturbedRun.create()))) {
            Matcher styles = Pattern.compile(" style=\"([^\"]*)\"").matcher(page);
            while (styles.find()) {
                assertThat(styles.group(1)).matches("(left:[\\d.]+%|--abs:[\\d.]+%;--rel:[\\d.]+%|--heat:[\\d.]+)");
            }
        }
    }
}
