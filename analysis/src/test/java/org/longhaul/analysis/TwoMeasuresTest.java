package org.longhaul.analysis;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.stream.Collectors;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.claim.Claim;
import org.longhaul.analysis.claim.Expression.Measured;
import org.longhaul.analysis.claim.FigureSource;
import org.longhaul.analysis.figure.FigureOptions;
import org.longhaul.analysis.figure.MeasureFigure;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.RunRecordJson;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.record.measure.Target;
import org.longhaul.analysis.report.HtmlReport;
import org.longhaul.analysis.statistics.ClientSpread;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.statistics.PairedDifference;
import org.longhaul.analysis.statistics.TimeToTarget;
import org.longhaul.analysis.store.QueryResult;
import org.longhaul.analysis.store.RunStore;
import org.longhaul.analysis.store.StoreSettings;
import org.longhaul.analysis.text.ComparisonCsv;
import org.longhaul.analysis.text.Headline;
import org.longhaul.analysis.text.RunTable;
import org.longhaul.analysis.text.TextTable;

/** A run of two measures of opposite directions, with values of clients, through everything that shows it. */
@org.jspecify.annotations.NullUnmarked
class TwoMeasuresTest {

    private static final RunRecord RUN = ClassifierRun.create();
    private static final Comparison COMPARISON = Comparison.of(RUN);
    private static final MeasureInfo ACCURACY = ClassifierRun.MEASURES.get("accuracy");
    private static final MeasureInfo LOSS = ClassifierRun.MEASURES.get("loss");

    private static List<String> order(MeasureInfo measure) {
        return COMPARISON.by(measure).places().stream()
                .map(place -> place.method().label())
                .collect(Collectors.toList());
    }

    @Test
    void theBestIsTheHighestOfTheOneAndTheLowestOfTheOther() {
        assertThat(order(ACCURACY)).containsExactly("DDP", "FedAvg", "hasty");
        assertThat(order(LOSS)).containsExactly("DDP", "FedAvg", "hasty");
        assertThat(COMPARISON.by(ACCURACY).leaders()).hasSize(1);
        MethodSummary hasty = COMPARISON.methods().get(2);
        assertThat(hasty.headline().againstBaseline().difference().mean()).isBetween(-0.16, -0.12);
        assertThat(hasty.measure(LOSS).againstBaseline().difference().mean()).isBetween(0.27, 0.37);
        assertThat(hasty.headline().againstBaseline().verdict()).isEqualTo(PairedDifference.Verdict.DIFFERENT);
    }

    @Test
    void aTargetIsMetFromBelowWhereHigherIsBetter() {
        MethodRecord ddp = RUN.methods().get(0);
        TimeToTarget.Reached reached =
                (TimeToTarget.Reached) TimeToTarget.of(RUN.measures(), ddp, ClassifierRun.TARGET);
        CurvePoint at = ddp.curve().get((int) reached.step());
        assertThat(at.values().get("accuracy")).isGreaterThanOrEqualTo(0.8);
        assertThat(ddp.curve().subList(0, (int) reached.step()))
                .filteredOn(point -> !point.values().isEmpty())
                .isNotEmpty()
                .allSatisfy(point -> assertThat(point.values().get("accuracy")).isLessThan(0.8));

        double highest = ddp.curve().stream()
                .filter(point -> !point.values().isEmpty())
                .mapToDouble(point -> point.values().get("accuracy"))
                .max()
                .getAsDouble();
        assertThat(TimeToTarget.of(RUN.measures(), ddp, Target.of(ACCURACY, 0.99)))
                .isEqualTo(new TimeToTarget.NotReached(
                        highest, ddp.curve().get(ddp.curve().size() - 1).simulatedNanos() / 1e9));
    }

    @Test
    void theTableAndItsNotesSpeakOfBothMeasuresAndOfTheClients() {
        String table = RunTable.render(COMPARISON, TextTable.Style.ASCII, 240);
        assertThat(table.lines().findFirst().orElseThrow())
                .containsSubsequence(
                        "val. accuracy",
                        "val. loss",
                        "time",
                        "to target",
                        "worst 10%",
                        "median",
                        "best",
                        "deviation",
                        "short");
        assertThat(table)
                .containsPattern("DDP +9[23]\\.\\d\\d% \\+/-0\\.\\d\\d%")
                .contains(
                        "highest val. accuracy first: DDP, then FedAvg, then hasty.",
                        "val. accuracy: percent, higher is better; val. loss: nats per example, mean",
                        "to target: projected time to the first evaluation at or above accuracy 80%.",
                        "worst 10%, median, best, deviation: accuracy over 40 clients at the end",
                        "short: share of them below 80.00%.")
                .doesNotContain("nats per token");
        assertThat(RunTable.render(COMPARISON, TextTable.Style.ASCII, 80).lines())
                .allMatch(line -> line.length() <= 80);
    }

    @Test
    void theHeadlineNamesTheMeasure() {
        assertThat(Headline.of(COMPARISON))
                .startsWith("FedAvg reaches accuracy 80% in ")
                .contains("sooner than DDP");
        Comparison far = Comparison.of(
                DemoRun.run("far", "far", ClassifierRun.MEASURES, RUN.methods(), List.of(Target.of(ACCURACY, 0.99))));
        assertThat(Headline.of(far))
                .matches(
                        "No method reaches accuracy 99% within its budget; DDP comes closest with accuracy 9\\d\\.\\d\\d%\\.");
    }

    @Test
    void theCsvHasColumnsOfBothMeasures() {
        List<String> lines = ComparisonCsv.of(COMPARISON).lines().toList();
        List<String> header = Arrays.asList(lines.get(0).split(",", -1));
        List<String> ddp = Arrays.asList(lines.get(1).split(",", -1));

        assertThat(header)
                .contains("val_accuracy_share", "val_loss_nats", "clients_accuracy_worst_tenth", "clients_loss_median");
        assertThat(ddp).hasSameSizeAs(header);
        assertThat(Double.parseDouble(ddp.get(header.indexOf("val_accuracy_share"))))
                .isEqualTo(COMPARISON.methods().get(0).headline().last().mean());
    }

    @Test
    void spreadsClientsFromTheWorstOnWhicheverSideThatIs() {
        double[] values = new double[20];
        for (int i = 0; i < values.length; i++) {
            values[i] = (i + 1) / 20.0;
        }
        ClientSpread high = spread(values, ACCURACY, 0.8);
        assertThat(high.worstTenth()).isCloseTo(0.075, within(1e-12));
        assertThat(high.best()).isEqualTo(1);
        assertThat(high.median()).isCloseTo(0.525, within(1e-12));
        // The variance of 1 to n is n (n + 1) / 12.
        assertThat(high.standardDeviation()).isCloseTo(Math.sqrt(20 * 21 / 12.0) / 20, within(1e-12));
        assertThat(high.shortOfBound()).isEqualTo(15 / 20.0);
        ClientSpread low = spread(values, LOSS, 0.8);
        assertThat(low.worstTenth()).isCloseTo(0.975, within(1e-12));
        assertThat(low.best()).isEqualTo(0.05);
        assertThat(low.shortOfBound()).isEqualTo(4 / 20.0);
    }

    private static ClientSpread spread(double[] values, MeasureInfo measure, double bound) {
        List<org.longhaul.analysis.record.measure.ClientValues> clients = Arrays.stream(values)
                .mapToObj(value -> new org.longhaul.analysis.record.measure.ClientValues(
                        "c" + value, 1, java.util.Map.of("accuracy", value, "loss", value)))
                .toList();
        MethodRecord method = SmallRun.method("m", "m", 1, 1, 1, 2.0, 1.0);
        CurvePoint last = method.curve().get(1);
        CurvePoint with = new CurvePoint(
                last.step(),
                last.items(),
                last.simulatedNanos(),
                last.volume(),
                last.training(),
                java.util.Map.of("accuracy", 0.5, "loss", 0.5),
                java.util.Map.of(),
                clients,
                0.1);
        RunRecord run = DemoRun.run(
                "r",
                "r",
                ClassifierRun.MEASURES,
                List.of(SmallRun.withCurve(method, List.of(with))),
                List.of(Target.of(measure, bound)));
        return Objects.requireNonNull(
                Comparison.of(run).methods().get(0).measure(measure).clients());
    }

    @Test
    void theStoreAnswersByMeasureAndByClient(@TempDir Path folder) {
        try (RunStore store = RunStore.open(folder.resolve("runs.duckdb"), StoreSettings.defaults())) {
            store.ingest(RUN);
            for (MethodSummary method : COMPARISON.methods()) {
                for (MeasureInfo measure : List.of(ACCURACY, LOSS)) {
                    assertThat(number(
                                    store,
                                    "SELECT avg(value) FROM final_metrics WHERE client IS NULL AND label = ?"
                                            + " AND measure = ?",
                                    method.label(),
                                    measure.id()))
                            .isCloseTo(method.measure(measure).last().mean(), within(1e-12));
                }
                List<TimeToTarget> times = method.targets().get(0).perSeed();
                QueryResult rows = store.query(
                        "SELECT reached, seconds FROM time_to_target WHERE label = ? ORDER BY seed", method.label());
                for (int i = 0; i < times.size(); i++) {
                    boolean reached = times.get(i) instanceof TimeToTarget.Reached;
                    assertThat(rows.rows().get(i).get(0)).isEqualTo(reached);
                    if (times.get(i) instanceof TimeToTarget.Reached at) {
                        assertThat((Double) rows.rows().get(i).get(1)).isCloseTo(at.seconds(), within(1e-6));
                    }
                }
            }
            assertThat(number(store, "SELECT count(DISTINCT client) FROM metrics"))
                    .isEqualTo(40);
            assertThat(number(store, "SELECT max(weight) FROM metrics")).isEqualTo(59);
            assertThat(store.query("SELECT label, measure FROM summary ORDER BY value DESC")
                            .rows())
                    .containsExactly(
                            List.of("DDP", "accuracy"), List.of("FedAvg", "accuracy"), List.of("hasty", "accuracy"));
        }
    }

    private static double number(RunStore store, String sql, Object... parameters) {
        return ((Number) store.query(sql, parameters).rows().get(0).get(0)).doubleValue();
    }

    @Test
    void thePageOffersEveryMeasureAndShowsTheClients() {
        String page = HtmlReport.render(RUN);

        assertThat(page)
                .contains(
                        "Accuracy against projected time, examples and charged bytes",
                        "<span>validation accuracy</span>",
                        "<span>validation loss</span>",
                        "<span>training loss</span>",
                        "highest final validation accuracy: DDP",
                        "Projected time to accuracy 80%",
                        "From client to client",
                        "Validation accuracy of the clients",
                        "Validation loss of the clients",
                        "Below 80.00%",
                        "\"axis\":\"validation accuracy, %\",\"higher\":true,\"share\":true,\"targets\":[{",
                        "\"axis\":\"training loss, nats per example\",\"higher\":false,\"share\":false,\"targets\":[]")
                .doesNotContain("nats per token", "tokens", "Bits per byte");
        assertThat(HtmlReport.render(DemoRun.create()))
                .doesNotContain("From client to client", "From client", "Curve</legend>")
                .contains("<legend>Loss</legend>", "<span>validation</span>", "<span>training</span>");
    }

    @Test
    void figuresDrawTheMeasureThatIsAskedFor(@TempDir Path folder) throws java.io.IOException {
        for (String measure : List.of("accuracy", "loss")) {
            Path file = folder.resolve(measure + ".svg");
            MeasureFigure.write(
                    RUN, file, new FigureOptions(800, 500, FigureOptions.Across.ITEMS, false, measure, true));
            assertThat(Files.readString(file))
                    .contains("examples of all workers")
                    .contains(measure.equals("loss") ? "validation loss, nats per example" : "validation accuracy, %");
            assertThat(Files.readString(file).contains("target: accuracy 80%")).isEqualTo(measure.equals("accuracy"));
        }
        assertThatThrownBy(() -> MeasureFigure.write(
                        RUN,
                        folder.resolve("x.svg"),
                        new FigureOptions(800, 500, FigureOptions.Across.TIME, false, "acuracy", true)))
                .hasMessageContaining("no measure 'acuracy'; measured: loss, accuracy")
                .hasMessageContaining("Maybe \"accuracy\"");
    }

    @Test
    void claimsNameTheMeasure() {
        Claim.Result worst =
                Claim.parse("worst-tenth-of-clients-accuracy(DDP) >= 0.5").check(COMPARISON);
        assertThat(worst.holds()).isTrue();
        assertThat(worst.found())
                .isEqualTo(COMPARISON.methods().get(0).headline().clients().worstTenth());
        assertThat(worst.message()).startsWith("holds: worst-tenth-of-clients-accuracy(DDP) >= 0.5");
        assertThat(new Measured(Measured.Part.FINAL, "perplexity", "DDP")
                        .evaluate(FigureSource.of(Comparison.of(DemoRun.create()))))
                .isBetween(5.0, 7.0);
    }

    @Test
    void theRecordIsReadAsItWasWrittenAndRefusesWhatItDoesNotMeasure() {
        assertThat(RunRecordJson.fromJson(RunRecordJson.toJson(RUN), "test")).isEqualTo(RUN);
        assertThatThrownBy(() -> DemoRun.run(
                        "r", "r", ClassifierRun.MEASURES, List.of(), List.of(new Target("bleu", 3, "bleu 3"))))
                .hasMessageContaining("no measure 'bleu'");
        assertThatThrownBy(() -> new Measures(ClassifierRun.MEASURES.list(), "acc", "loss", "example"))
                .hasMessageContaining("'acc'");
    }
}
