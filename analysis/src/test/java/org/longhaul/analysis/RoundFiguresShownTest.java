package org.longhaul.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.claim.Claim;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.RunRecordJson;
import org.longhaul.analysis.record.measure.ClientValues;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.report.HtmlReport;
import org.longhaul.analysis.statistics.ClientSpread;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.store.QueryResult;
import org.longhaul.analysis.store.RunStore;
import org.longhaul.analysis.store.StoreSettings;
import org.longhaul.analysis.text.ComparisonCsv;
import org.longhaul.analysis.text.RunTable;
import org.longhaul.analysis.text.TextTable;

/** Figures that one method of a run tells of its rounds, through everything that shows them. */
class RoundFiguresShownTest {
    private static final MeasureInfo DENSITY = new MeasureInfo(
            "uplink-density", "uplink density", MeasureInfo.SHARE, false, "what is sent", null, null, true);
    private static final MeasureInfo LOST = new MeasureInfo(
            "deactivated", "deactivated", "coordinates", false, "what is zeroed again", null, null, true);
    private static final RunRecord RUN = run();
    private static final Comparison COMPARISON = Comparison.of(RUN);

    /** Rounds of five steps, whose ends are evaluated in every other round only. */
    private static RunRecord run() {
        List<MeasureInfo> all = new ArrayList<>(ClassifierRun.MEASURES.list());
        all.addAll(List.of(DENSITY, LOST));
        Measures measures = new Measures(all, "accuracy", "loss", "example");
        List<MethodRecord> methods = ClassifierRun.create().methods().stream()
                .map(method -> method.label().equals("FedAvg") ? withFigures(method) : method)
                .toList();
        return DemoRun.run("rounds", "rounds", measures, methods, List.of(ClassifierRun.TARGET));
    }

    private static MethodRecord withFigures(MethodRecord method) {
        List<CurvePoint> curve = new ArrayList<>();
        for (CurvePoint point : method.curve()) {
            Map<String, Double> values = new LinkedHashMap<>(point.values());
            List<ClientValues> clients = new ArrayList<>(point.clients());
            if (point.step() > 0 && point.step() % 5 == 0 && point.step() < 30) {
                values.put("uplink-density", 1.0 / point.step());
                values.put("deactivated", 123456.0 + method.seed());
                clients.add(new ClientValues("7", 0, Map.of("deactivated", 11.0 * point.step())));
            }
            curve.add(new CurvePoint(
                    point.step(),
                    point.items(),
                    point.simulatedNanos(),
                    point.volume(),
                    point.training(),
                    values,
                    point.virtualValues(),
                    clients,
                    point.learningRate()));
        }
        return SmallRun.withCurve(method, curve);
    }

    @Test
    void theTableHasTheLastValueOfEachAndNothingOfOtherMethods() {
        String table = RunTable.render(COMPARISON, TextTable.Style.ASCII, 300);
        assertThat(table.lines().findFirst().orElseThrow())
                .containsSubsequence("on links", "uplink density", "deactivated", "worst 10%")
                .doesNotContain("val. uplink");
        assertThat(table).containsPattern("FedAvg .* 4\\.00% \\+/-0\\.00% +123500 \\+/-1 ");
        assertThat(table).contains("uplink density, deactivated: at the end of the last round that tells it.");
        assertThat(RunTable.render(Comparison.of(ClassifierRun.create()), TextTable.Style.ASCII, 300))
                .doesNotContain("last round");
    }

    @Test
    void theCsvHasThemAtItsEnd() {
        List<String> lines = ComparisonCsv.of(COMPARISON).lines().toList();
        List<String> header = Arrays.asList(lines.get(0).split(",", -1));
        List<String> ddp = Arrays.asList(lines.get(1).split(",", -1));
        List<String> rounds = Arrays.asList(lines.get(2).split(",", -1));
        assertThat(header)
                .endsWith(
                        "round_uplink_density",
                        "round_uplink_density_deviation",
                        "round_deactivated",
                        "round_deactivated_deviation");
        assertThat(ddp).hasSameSizeAs(header).endsWith("", "", "", "");
        assertThat(rounds).hasSameSizeAs(header).endsWith("0.04", "0", "123458", "1");
    }

    @Test
    void theStoreHasEveryRoundAndEveryClient(@TempDir Path directory) {
        try (RunStore store = RunStore.open(directory.resolve("runs.duckdb"), StoreSettings.defaults())) {
            store.ingest(RUN);
            QueryResult found =
                    store.query("select count(*), min(value) from metrics where measure = 'uplink-density'");
            assertThat(found.rows().get(0)).extracting(Object::toString).containsExactly("15", "0.04");
            assertThat(store.query("select value from metrics where measure = 'deactivated' and client = '7'"
                                    + " and seed = 1 and step = 25")
                            .rows()
                            .get(0))
                    .extracting(Object::toString)
                    .containsExactly("275.0");
        }
    }

    @Test
    void theReportHasACurveOfEach() {
        String html = HtmlReport.render(RUN);
        assertThat(html).contains("measure:uplink-density", "measure:deactivated", "deactivated, coordinates");
    }

    @Test
    void claimsSpeakOfThemAndClientsOfTheLastRoundThatHasAny() {
        assertThat(Claim.parse("final-uplink-density(FedAvg) <= 0.05")
                        .check(COMPARISON)
                        .holds())
                .isTrue();
        assertThat(Claim.parse("final-uplink-density(FedAvg) <= 0.03")
                        .check(COMPARISON)
                        .holds())
                .isFalse();
        assertThat(Claim.parse("greatest-uplink-density(FedAvg) = 0.2 within 0.001 %")
                        .check(COMPARISON)
                        .holds())
                .isTrue();
        MethodRecord first = RUN.seedsOf("FedAvg").get(0);
        assertThat(ClientSpread.lastValues(first, "deactivated")).containsExactly(275);
        assertThat(ClientSpread.lastValues(first, "accuracy")).hasSize(40);
    }

    @Test
    void areReadAgainAndNeverRankMethods() {
        assertThat(RunRecordJson.fromJson(RunRecordJson.toJson(RUN), "a.json")).isEqualTo(RUN);
        assertThatThrownBy(() -> new Measures(RUN.measures().list(), "uplink-density", "loss", "example"))
                .hasMessageContaining("not ranked by a figure of rounds (uplink-density");
    }
}
