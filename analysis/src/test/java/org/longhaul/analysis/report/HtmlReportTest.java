package org.longhaul.analysis.report;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatCode;

import java.io.StringReader;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.xml.parsers.DocumentBuilderFactory;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.DemoRun;
import org.longhaul.analysis.DisturbedRun;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.Assumption;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.WorkerAbsence;
import org.longhaul.analysis.record.disturbance.Disturbances;
import org.longhaul.analysis.record.disturbance.FaultCost;
import org.longhaul.analysis.record.disturbance.IncidentRecord;
import org.longhaul.analysis.record.network.LinkRecord;
import org.longhaul.analysis.record.network.NetworkRecord;
import org.longhaul.analysis.text.Quantities;
import org.w3c.dom.Document;
import org.w3c.dom.NodeList;
import org.xml.sax.InputSource;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@NullUnmarked
class HtmlReportTest {

    private static final Pattern RAW_TEXT = Pattern.compile("(<(script|style)\\b[^>]*>).*?(</\\2>)", Pattern.DOTALL);

    private final RunRecord demo = DemoRun.create();
    private final String page = HtmlReport.render(demo);

    /** Parses the page as XML, scripts and styles emptied, since those are raw text in HTML. */
    private static Document parse(String page) throws Exception {
        String markup = RAW_TEXT.matcher(page).replaceAll("$1$3").replace("<!DOCTYPE html>", "");
        return DocumentBuilderFactory.newInstance()
                .newDocumentBuilder()
                .parse(new InputSource(new StringReader(markup)));
    }

    private static List<String> texts(Document document, String element) {
        NodeList nodes = document.getElementsByTagName(element);
        List<String> texts = new ArrayList<>();
        for (int i = 0; i < nodes.getLength(); i++) {
            texts.add(nodes.item(i).getTextContent());
        }
        return texts;
    }

    private static JsonNode data(String page) {
        Matcher data = Pattern.compile("<script type=\"application/json\" id=\"data\">(.*?)</script>", Pattern.DOTALL)
                .matcher(page);
        assertThat(data.find()).isTrue();
        return JsonMapper.shared().readTree(data.group(1));
    }

    @Test
    void isWellFormedWithHeadingsAndTableHeaders() throws Exception {
        Document document = parse(page);

        assertThat(texts(document, "h1"))
                .containsExactly(
                        "DES-LOC, DiLoCo and 2 others reach loss 1.9 in 27.3\u00a0min to 31.2\u00a0min, within noise of each"
                                + " other; DDP takes 82.7\u00a0min.");
        assertThat(texts(document, "h2"))
                .containsExactly(
                        "Loss against projected time, tokens and charged bytes",
                        "Time to target",
                        "Where the time went",
                        "Charged bytes per method",
                        "Network and link use",
                        "Results over seeds",
                        "Exchanges and collectives",
                        "Memory per worker",
                        "Departures, explained",
                        "Provenance");
        NodeList headers = document.getElementsByTagName("th");
        for (int i = 0; i < headers.getLength(); i++) {
            assertThat(headers.item(i).getAttributes().getNamedItem("scope")).isNotNull();
        }
        assertThat(texts(document, "caption")).hasSameSizeAs(texts(document, "table"));
    }

    @Test
    void namesNoAddress() {
        assertThat(Pattern.compile("https?:|//[a-z]+\\.|@import|url\\([^#]|<link|<img|<iframe|src=|srcset")
                        .matcher(page)
                        .find())
                .isFalse();
        assertThat(page).contains("default-src 'none'");
    }

    @Test
    void allowsExactlyTheScriptsOfThePage() {
        Matcher scripts =
                Pattern.compile("<script>(.*?)</script>", Pattern.DOTALL).matcher(page);
        int count = 0;
        while (scripts.find()) {
            assertThat(page).contains(Page.integrity(scripts.group(1)));
            count++;
        }
        assertThat(count).isEqualTo(1);
        assertThat(page).doesNotContain("script-src 'unsafe-inline'");
    }

    @Test
    void showsEveryMethodSeedAssumptionAndLink() throws Exception {
        String text = parse(page).getDocumentElement().getTextContent();
        for (MethodRecord method : demo.methods()) {
            assertThat(text).contains(method.label());
            method.exchanges().forEach(exchange -> assertThat(text).contains(exchange.label()));
            method.settings()
                    .forEach((key, value) -> assertThat(text).contains(key).contains(value));
        }
        for (Assumption assumption : demo.provenance().assumptions()) {
            assertThat(text).contains(assumption.subject(), assumption.value(), assumption.explanation());
            assertThat(text).contains(assumption.mark().name().toLowerCase(Locale.ROOT));
        }
        for (LinkRecord link : demo.network().links()) {
            assertThat(text).contains(link.id() + ": " + link.from() + " → " + link.to());
        }
        assertThat(text)
                .contains(
                        "170.67x",
                        demo.runId(),
                        demo.provenance().scenarioSha256(),
                        "fastest by estimate: hierarchical");
        assertThat(text).contains("headers+5.", "slow start+61.", "$80.");
    }

    @Test
    void carriesEveryEvaluationForTheCurves() {
        JsonNode methods = data(page).get("methods");

        assertThat(methods).hasSize(5);
        assertThat(methods.get(0).get("colour").stringValue()).isEqualTo("m0");
        assertThat(methods.get(1).get("colour").stringValue()).isEqualTo("m1");
        for (JsonNode method : methods) {
            assertThat(method.get("seeds")).hasSize(3);
            for (JsonNode seed : method.get("seeds")) {
                assertThat(seed.get("curves").get("measure:loss")).hasSize(25);
            }
        }
        JsonNode last = methods.get(0)
                .get("seeds")
                .get(0)
                .get("curves")
                .get("measure:loss")
                .get(24);
        assertThat(last.get(0).doubleValue()).isEqualTo(DemoRun.STEPS);
        assertThat(last.get(4).doubleValue())
                .isEqualTo(SmallRun.last(demo.methods().get(0), "loss"));
    }

    @Test
    void escapesHostileTextEverywhere() throws Exception {
        String hostile = "</script><script>alert(1)</script><img src=x onerror=alert(2)>\"'&\u0000\u2028{{data}}";
        MethodRecord ddp = SmallRun.method(hostile, "ddp", 1, 1, 10, 3.0, 2.0);
        MethodRecord method = new MethodRecord(
                hostile + "2",
                hostile,
                1,
                Map.of(hostile, hostile),
                SmallRun.stalled(ddp, hostile).outcome(),
                ddp.marks(),
                ddp.totals(),
                ddp.curve(),
                ddp.workers(),
                ddp.arcs(),
                demo.methods().get(0).exchanges(),
                null,
                null,
                demo.methods().get(0).departures(),
                null,
                DisturbedRun.disturbances(hostile),
                null,
                List.of(),
                List.of());
        RunRecord run = new RunRecord(
                1,
                hostile,
                hostile,
                hostile,
                hostile,
                hostile,
                demo.provenance(),
                demo.measures(),
                List.of(SmallRun.loss(2.5)),
                ddp.label(),
                new NetworkRecord(
                        hostile,
                        hostile,
                        "<svg onload='alert(3)'><script>alert(4)</script></svg>",
                        List.of(hostile),
                        List.of()),
                List.of(ddp, method),
                List.of("1 <= 2"));

        String rendered = HtmlReport.render(run);

        assertThat(rendered)
                .doesNotContain("<script>alert")
                .doesNotContain("<img")
                .doesNotContain("alert(3)")
                .doesNotContain("alert(4)");
        assertThat(parse(rendered).getElementsByTagName("script").getLength()).isEqualTo(2);
        assertThat(data(rendered).get("methods").get(0).get("label").stringValue())
                .isEqualTo(hostile);
    }

    @Test
    void rendersRunsThatAreEmptyDivergedOrWithoutTargets(@TempDir Path directory) throws Exception {
        List<RunRecord> runs = List.of(
                SmallRun.run(List.of()),
                SmallRun.run(List.of(SmallRun.method("alone", "diloco", 1, 2, 10, 3.0, 2.0))),
                SmallRun.run(List.of(SmallRun.method("empty", "ddp", 1, 2, 0)), SmallRun.loss(1)),
                SmallRun.run(
                        List.of(
                                SmallRun.method("DDP", "ddp", 1, 2, 10, 3.0, Double.NaN),
                                SmallRun.method("x", "diloco", 1, 2, 10, Double.POSITIVE_INFINITY)),
                        SmallRun.perplexity(3)));
        for (RunRecord run : runs) {
            Path file = directory.resolve("report.html");
            HtmlReport.write(run, file);
            String text = parse(Files.readString(file)).getDocumentElement().getTextContent();
            assertThat(text).doesNotContain("NaN").doesNotContain("Infinity").doesNotContain("null");
        }
        assertThat(HtmlReport.render(runs.get(3))).contains("DDP diverged: the loss is not a number.");
    }

    @Test
    void showsIncidentsOtherJobsAndWhatTheyCost() throws Exception {
        RunRecord run = DisturbedRun.create();
        String disturbed = HtmlReport.render(run);
        Document document = parse(disturbed);
        String text = document.getDocumentElement().getTextContent();

        assertThat(texts(document, "h2")).contains("Incidents");
        for (MethodRecord method : run.methods()) {
            Disturbances all = method.disturbances();
            long sum = all.calmNanos() + all.contentionNanos() + all.faultNanos();
            assertThat(sum).isEqualTo(method.totals().simulatedNanos());
            assertThat(text).contains(Quantities.duration(all.calmNanos() / 1e9));
            for (FaultCost fault : all.faults()) {
                String sign = fault.costNanos() > 0 ? "+" : "";
                assertThat(text).contains(sign + Quantities.duration(fault.costNanos() / 1e9));
            }
            all.jobs().forEach(job -> assertThat(text).contains(job.name(), job.source(), "1.14x"));
            all.flows().forEach(flow -> assertThat(text).contains(flow.name(), Quantities.bytes(flow.bytes())));
        }
        MethodRecord longest = run.methods().get(0);
        List<IncidentRecord> incidents = longest.disturbances().incidents();
        for (IncidentRecord incident : incidents) {
            assertThat(text).contains(incident.label() + ", from " + Quantities.duration(incident.startNanos() / 1e9));
        }
        // A rectangle for every element of every incident, and one behind the pace of each method.
        long rectangles = incidents.stream().mapToLong(i -> i.elements().size()).sum()
                + run.methods().size();
        assertThat(disturbed.split("<rect class=\"(failure|maintenance|variation|extent)\"", -1))
                .hasSize((int) rectangles + 1);
        assertThat(page).doesNotContain("incidents-heading");
    }

    @Test
    void saysWhatAMethodThatCouldNotGoOnWaitedFor() throws Exception {
        MethodRecord ddp = SmallRun.method("DDP", "ddp", 1, 2, 10, 3.0, 2.0);
        String rendered = HtmlReport.render(SmallRun.run(List.of(SmallRun.stalled(ddp, "nobody answers"))));
        String text = parse(rendered).getDocumentElement().getTextContent();

        assertThat(text).contains("DDP failed: nobody answers.").doesNotContain("cannot finish");
        assertThat(texts(parse(rendered), "caption")).contains("What was stuck when a method was given up");
        assertThat(page).doesNotContain("What was stuck");
    }

    @Test
    void showsWhatTheAbsencesOfWorkersAreMadeOf() throws Exception {
        long second = 1_000_000_000L;
        WorkerAbsence crash = new WorkerAbsence(
                1, WorkerAbsence.Cause.CRASH, second, 2 * second, 5 * second, 60 * second, second, 10, 80, true);
        WorkerAbsence late =
                new WorkerAbsence(2, WorkerAbsence.Cause.LATE, second, 3 * second, 0, 0, second, 10, 80, false);
        MethodRecord away = SmallRun.absent(SmallRun.method("m", "ddp", 1, 1.0, 1, 4.0, 3.0), List.of(crash, late));
        String rendered = HtmlReport.render(SmallRun.run(List.of(away)));
        assertThat(texts(parse(rendered), "caption")).contains("Absences of workers, first seed");
        assertThat(texts(parse(rendered), "td"))
                .containsSequence("2", "1 crash, 1 late", "1", "20", "5.00 s", "5.00 s", "60.0 s", "2.00 s", "72.0 s");
        assertThat(page).doesNotContain("Absences of workers");
    }

    @Test
    void tellsOfTransfersThatWereTriedAgain() throws Exception {
        String rendered = HtmlReport.render(DisturbedRun.create());
        assertThat(texts(parse(rendered), "caption")).contains("Transfers that were tried again, first seed");
        assertThat(texts(parse(rendered), "td")).contains("h0 → h2");
        assertThat(page).doesNotContain("tried again");
    }

    @Test
    void saysOfHowManyRetriesItTells() {
        Disturbances kept = DisturbedRun.disturbances("text");
        Disturbances of4512 = new Disturbances(
                kept.incidents(),
                kept.retries(),
                4512,
                kept.faults(),
                kept.jobs(),
                kept.flows(),
                kept.calmNanos(),
                kept.contentionNanos(),
                kept.pace());
        MethodRecord method = SmallRun.method("DDP", "ddp", 1, 2, 10, 3.0, 2.0);
        assertThat(HtmlReport.render(SmallRun.run(List.of(DisturbedRun.with(method, of4512)))))
                .contains("DDP: the first 1 of 4512 retries are counted.");
        assertThat(HtmlReport.render(SmallRun.run(List.of(DisturbedRun.with(method, kept)))))
                .doesNotContain("retries are counted");
    }

    @Test
    void namesNoIncidentOfARunThatOnlySharesItsNetwork() {
        MethodRecord method = SmallRun.method("DDP", "ddp", 1, 2, 10, 3.0, 2.0);
        Disturbances shared = new Disturbances(
                List.of(),
                List.of(),
                0,
                List.of(),
                DisturbedRun.disturbances("other").jobs(),
                List.of(),
                1L,
                2L,
                List.of());
        String rendered = HtmlReport.render(SmallRun.run(List.of(DisturbedRun.with(method, shared))));

        assertThat(rendered).contains("Other jobs and background traffic").doesNotContain("Incidents");
    }

    @Test
    void thinsLongCurvesSoThatThePageStaysSmall() {
        Double[] losses = new Double[20_000];
        for (int i = 0; i < losses.length; i++) {
            losses[i] = 5.0 - i * 1e-4;
        }
        String rendered = HtmlReport.render(SmallRun.run(List.of(SmallRun.method("long", "ddp", 1, 1, 1, losses))));

        JsonNode curve = data(rendered)
                .get("methods")
                .get(0)
                .get("seeds")
                .get(0)
                .get("curves")
                .get("measure:loss");
        assertThat(curve).hasSize(400);
        // The mean of the first fifty losses.
        assertThat(curve.get(0).get(4).doubleValue()).isBetween(4.9975, 4.9976);
        assertThat(rendered.length()).isLessThan(page.length());
    }

    @Test
    void refusesATemplateWithAPlaceTooFewOrTooMany() {
        assertThatCode(() -> Page.fill("a {{b}} c", Map.of("b", "$1 {{x}}"))).doesNotThrowAnyException();
        assertThat(Page.fill("a {{b}} c", Map.of("b", "$1 {{x}}"))).isEqualTo("a $1 {{x}} c");
        assertThatCode(() -> Page.fill("a {{b}}", Map.of())).hasMessageContaining("'b' without content");
        assertThatCode(() -> Page.fill("a", Map.of("b", "c"))).hasMessageContaining("no place 'b'");
    }
}
