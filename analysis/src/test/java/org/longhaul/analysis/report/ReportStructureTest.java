package org.longhaul.analysis.report;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.StringReader;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.MethodSource;
import org.longhaul.analysis.DemoRun;
import org.longhaul.analysis.DisturbedRun;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.w3c.dom.Document;
import org.w3c.dom.Element;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;

/** What every report keeps to, whatever the run: tables that scroll, graphics with names, endings that are seen. */
@NullUnmarked
class ReportStructureTest {

    static List<RunRecord> runs() {
        return List.of(
                DemoRun.create(),
                DisturbedRun.create(),
                failed(),
                SmallRun.run(List.of()),
                SmallRun.run(List.of(SmallRun.method("alone", "ddp", 1, 2, 10, 3.0, 2.0))));
    }

    /** DDP diverges after two steps of four, the other method trains them all. */
    private static RunRecord failed() {
        return SmallRun.run(
                List.of(
                        SmallRun.method("DDP", "ddp", 1, 2, 10, 3.0, 2.5, Double.NaN),
                        SmallRun.method("other", "diloco", 1, 1, 5, 3.0, 2.5, 2.0, 1.5, 1.0)),
                SmallRun.loss(0.5));
    }

    private static Document parse(RunRecord run) throws Exception {
        String markup = Pattern.compile("(<(script|style)\\b[^>]*>).*?(</\\2>)", Pattern.DOTALL)
                .matcher(HtmlReport.render(run))
                .replaceAll("$1$3")
                .replace("<!DOCTYPE html>", "");
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(markup)));
    }

    private static List<Element> all(Document document, String name) {
        NodeList found = document.getElementsByTagName(name);
        List<Element> elements = new ArrayList<>();
        for (int i = 0; i < found.getLength(); i++) {
            elements.add((Element) found.item(i));
        }
        return elements;
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyTableScrollsAndIsReachedByTheKeyboard(RunRecord run) throws Exception {
        for (Element table : all(parse(run), "table")) {
            Element box = (Element) table.getParentNode();
            assertThat(box.getAttribute("class")).isEqualTo("scroll");
            assertThat(box.getAttribute("tabindex")).isEqualTo("0");
            assertThat(box.getAttribute("role")).isEqualTo("group");
            assertThat(box.getAttribute("aria-label")).isNotEmpty();
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void everyGraphicHasANameOrIsDecoration(RunRecord run) throws Exception {
        Document document = parse(run);
        for (Element svg : all(document, "svg")) {
            boolean named = svg.getAttribute("role").equals("img")
                    && (svg.hasAttribute("aria-label")
                            || svg.getElementsByTagName("title").getLength() > 0);
            assertThat(named || svg.getAttribute("aria-hidden").equals("true")).isTrue();
        }
        for (Element element : all(document, "*")) {
            if (element.getAttribute("role").equals("img")
                    && !element.getTagName().equals("svg")) {
                assertThat(element.getAttribute("aria-label")).isNotEmpty();
            }
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void idsAreUniqueAndReferencesLead(RunRecord run) throws Exception {
        Set<String> ids = new HashSet<>();
        Document document = parse(run);
        for (Element element : all(document, "*")) {
            if (element.hasAttribute("id")) {
                assertThat(ids.add(element.getAttribute("id")))
                        .as(element.getAttribute("id"))
                        .isTrue();
            }
        }
        for (Element link : all(document, "a")) {
            assertThat(ids).contains(link.getAttribute("href").substring(1));
        }
        for (Element label : all(document, "section")) {
            assertThat(ids).contains(label.getAttribute("aria-labelledby"));
        }
    }

    @ParameterizedTest
    @MethodSource("runs")
    void noColumnIsMadeOfDashes(RunRecord run) throws Exception {
        for (Element table : all(parse(run), "table")) {
            List<Element> rows = new ArrayList<>();
            NodeList found = table.getElementsByTagName("tr");
            for (int i = 1; i < found.getLength(); i++) {
                rows.add((Element) found.item(i));
            }
            int columns = rows.isEmpty() ? 0 : cells(rows.get(0)).size();
            for (int column = 1; column < columns; column++) {
                int at = column;
                assertThat(rows.stream().map(row -> cells(row).get(at).strip()))
                        .as(table.getElementsByTagName("caption").item(0).getTextContent() + ", column " + column)
                        .anyMatch(text -> !text.isEmpty() && !text.equals("–"));
            }
        }
    }

    private static List<String> cells(Element row) {
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < row.getChildNodes().getLength(); i++) {
            Element cell = (Element) row.getChildNodes().item(i);
            boolean drawn = cell.getElementsByTagName("i").getLength() > 0;
            texts.add(drawn ? "dots" : cell.getTextContent());
        }
        return texts;
    }

    @Test
    void everySectionSaysThatAMethodDidNotFinish() throws Exception {
        Document document = parse(failed());
        int sections = 0;
        for (Element section : all(document, "section")) {
            String text = section.getTextContent();
            if (section.getElementsByTagName("table").getLength() > 0 && text.contains("DDP")) {
                assertThat(text).contains("diverged after 2 steps");
                sections++;
            }
        }
        assertThat(sections).isGreaterThanOrEqualTo(4);
        String text = document.getDocumentElement().getTextContent();
        assertThat(text)
                .contains("DDP diverged: the loss is not a number.")
                .contains("lowest final validation loss: other");
        // Four steps of the one against two of the other are no comparison of durations or bytes.
        assertThat(text)
                .doesNotContain("sooner,")
                .doesNotContain("x sooner")
                .doesNotContain("x later")
                .doesNotContain("x less");
    }

    @Test
    void oneSeedRanksNoMethod() throws Exception {
        String text = parse(failed()).getDocumentElement().getTextContent();

        assertThat(text)
                .contains("One seed: no spread is known")
                .doesNotContain("paired")
                .doesNotContain("Seed 1");
    }

    @Test
    void aSeedThatMissesTheTargetIsCensoredAsOnTheTerminal() throws Exception {
        Document document = parse(SmallRun.run(
                List.of(
                        SmallRun.method("DDP", "ddp", 1, 10, 1, 3.0, 2.0),
                        SmallRun.method("DDP", "ddp", 2, 10, 1, 3.0, 2.0),
                        SmallRun.method("DDP", "ddp", 3, 10, 1, 3.0, 2.0),
                        SmallRun.method("two", "diloco", 1, 20, 1, 3.0, 2.0),
                        SmallRun.method("two", "diloco", 2, 30, 1, 3.0, 2.0),
                        SmallRun.method("two", "diloco", 3, 90, 1, 3.0, 2.9),
                        SmallRun.method("one", "diloco", 1, 20, 1, 3.0, 2.0),
                        SmallRun.method("one", "diloco", 2, 30, 1, 3.0, 2.9),
                        SmallRun.method("one", "diloco", 3, 90, 1, 3.0, 2.9)),
                SmallRun.loss(2.0)));

        List<String> rows =
                all(document, "tr").stream().map(Element::getTextContent).toList();
        assertThat(rows).anyMatch(row -> row.startsWith("two30.0 s 2/3") && row.endsWith("––2 of 3"));
        assertThat(rows).anyMatch(row -> row.startsWith("one> 30.0 s 1/3median is later") && row.endsWith("––1 of 3"));
        // Every dot lies on its line, also those of a method that is not there under every seed.
        for (Element dot : all(document, "i")) {
            String left = dot.getAttribute("style");
            if (left.startsWith("left:")) {
                assertThat(Double.parseDouble(left.substring(5, left.indexOf('%'))))
                        .isBetween(0.0, 100.0);
            }
        }
    }

    @Test
    void theTileOfTheLowestLossNamesWhatIsWithinNoise() throws Exception {
        List<MethodRecord> methods = List.of(
                SmallRun.method("DDP", "ddp", 1, 1, 1, 3.0, 2.00),
                SmallRun.method("DDP", "ddp", 2, 1, 1, 3.0, 2.10),
                SmallRun.method("DDP", "ddp", 3, 1, 1, 3.0, 2.20),
                SmallRun.method("noise", "diloco", 1, 1, 1, 3.0, 2.10),
                SmallRun.method("noise", "diloco", 2, 1, 1, 3.0, 2.00),
                SmallRun.method("noise", "diloco", 3, 1, 1, 3.0, 2.21),
                SmallRun.method("worse", "diloco", 1, 1, 1, 3.0, 2.10),
                SmallRun.method("worse", "diloco", 2, 1, 1, 3.0, 2.21),
                SmallRun.method("worse", "diloco", 3, 1, 1, 3.0, 2.30));

        assertThat(parse(SmallRun.run(methods)).getDocumentElement().getTextContent())
                .contains("lowest final validation loss: DDP (within noise: noise)");
        assertThat(parse(SmallRun.run(List.of(methods.get(0), methods.get(3))))
                        .getDocumentElement()
                        .getTextContent())
                .contains("lowest final validation loss: DDP (too few seeds to rank)");
    }

    @Test
    void severalSeedsStandSideBySideAndPaired() throws Exception {
        List<MethodRecord> methods = List.of(
                SmallRun.method("DDP", "ddp", 1, 1, 1, 3.0, 2.00),
                SmallRun.method("DDP", "ddp", 2, 1, 1, 3.0, 2.10),
                SmallRun.method("DDP", "ddp", 3, 1, 1, 3.0, 2.20),
                SmallRun.method("noise", "diloco", 1, 1, 1, 3.0, 2.10),
                SmallRun.method("noise", "diloco", 2, 1, 1, 3.0, 2.00),
                SmallRun.method("noise", "diloco", 3, 1, 1, 3.0, 2.21),
                SmallRun.method("worse", "diloco", 1, 1, 1, 3.0, 2.10),
                SmallRun.method("worse", "diloco", 2, 1, 1, 3.0, 2.21),
                SmallRun.method("worse", "diloco", 3, 1, 1, 3.0, 2.30));
        Document document = parse(SmallRun.run(methods));

        List<String> rows =
                all(document, "tr").stream().map(Element::getTextContent).toList();
        assertThat(rows).contains("MethodSeed 1Seed 2Seed 3", "DDP2.00002.10002.2000");
        // Differences 0.10, 0.11, 0.10: mean 0.10333, standard error 0.003333, t = 31 with 2 degrees of freedom.
        assertThat(rows).contains("worse+0.1033+0.0890 to +0.11770.0010higher than DDP3");
        assertThat(rows).anyMatch(row -> row.startsWith("noise+0.0033") && row.contains("within noise"));
    }

    @Test
    void aReasonIsToldOnce() throws Exception {
        RunRecord demo = DemoRun.create();
        MethodRecord ddp = DemoRun.ddp();
        Document document = parse(demo);
        List<String> reasons = all(document, "li").stream()
                .filter(item -> item.getAttribute("id").startsWith("estimate-"))
                .map(item -> item.getTextContent().replaceFirst("Estimate \\d+ ", ""))
                .toList();

        assertThat(reasons).doesNotHaveDuplicates().isNotEmpty();
        long exchanges = demo.methods().stream()
                .filter(method -> method.seed() == ddp.seed())
                .mapToLong(method -> method.exchanges().size())
                .sum();
        assertThat(all(document, "a").stream()
                        .filter(link -> link.getAttribute("href").startsWith("#estimate-")))
                .hasSize((int) exchanges);
        assertThat(reasons.size()).isLessThan((int) exchanges);
    }
}
