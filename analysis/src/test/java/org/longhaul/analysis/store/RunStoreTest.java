package org.longhaul.analysis.store;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;
import static org.assertj.core.api.Assertions.within;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Objects;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.DemoRun;
import org.longhaul.analysis.DisturbedRun;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.Hearing;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.RunRecordJson;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.statistics.TimeToTarget;
import org.longhaul.analysis.text.TextTable;

@NullUnmarked
class RunStoreTest {

    @TempDir
    private Path directory;

    private final RunRecord demo = DemoRun.create();

    private RunStore open() {
        return RunStore.open(directory.resolve("runs.duckdb"), StoreSettings.defaults());
    }

    private static double number(RunStore store, String sql, Object... parameters) {
        return ((Number) Objects.requireNonNull(
                        store.query(sql, parameters).rows().get(0).get(0)))
                .doubleValue();
    }

    @Test
    void keepsEveryRowOnceHoweverOftenARunIsGiven() {
        try (RunStore store = open()) {
            store.ingest(demo);
            store.ingest(demo);
        }
        try (RunStore store = open()) {
            store.ingest(demo);
            assertThat(number(store, "SELECT count(*) FROM runs")).isEqualTo(1);
            assertThat(number(store, "SELECT count(*) FROM methods")).isEqualTo(15);
            assertThat(number(store, "SELECT count(*) FROM points")).isEqualTo((double)
                    demo.methods().stream().mapToInt(m -> m.curve().size()).sum());
            assertThat(number(store, "SELECT count(*) FROM breakdown")).isEqualTo(15 * 4);
            assertThat(number(store, "SELECT count(*) FROM traffic")).isEqualTo(15 * 10);
            assertThat(number(store, "SELECT count(*) FROM links")).isEqualTo(5);
            assertThat(number(store, "SELECT count(*) FROM assumptions")).isEqualTo(5);
            assertThat(number(store, "SELECT sum(simulated_nanos)::DOUBLE FROM methods"))
                    .isEqualTo((double) demo.methods().stream()
                            .mapToLong(m -> m.totals().simulatedNanos())
                            .sum());
        }
    }

    @Test
    void listsRunsLatestFirst() {
        try (RunStore store = open()) {
            store.ingest(demo);
            store.ingest(SmallRun.run(List.of(SmallRun.method("only", "ddp", 5, 1, 1, 2.0, 1.0))));

            assertThat(store.runs()).extracting(StoredRun::runId).containsExactly(demo.runId(), "small");
            assertThat(store.runs().get(0).methods())
                    .containsExactly("DDP", "Local Adam", "DiLoCo", "DES-LOC", "MT-DAO");
            assertThat(store.runs().get(0).seeds()).isEqualTo(3);

            store.delete(demo.runId());
            assertThat(store.runs()).extracting(StoredRun::runId).containsExactly("small");
        }
    }

    @Test
    void viewsAgreeWithTheStatistics() {
        RunRecord run = SmallRun.run(
                List.of(
                        SmallRun.method("DDP", "ddp", 1, 4.0, 100, 4.0, 3.0, 2.0),
                        SmallRun.method("DDP", "ddp", 2, 4.0, 100, 4.0, Double.NaN, 1.0),
                        SmallRun.method("x", "diloco", 1, 1.0, 10, 4.0, null, 3.5, 2.0),
                        SmallRun.method("x", "diloco", 2, 1.0, 10, 4.0, 3.8, 3.6),
                        SmallRun.method("empty", "diloco", 1, 1.0, 10)),
                SmallRun.loss(3.2),
                SmallRun.perplexity(40));
        try (RunStore store = open()) {
            store.ingest(run);
            store.ingest(demo);
            for (RunRecord each : List.of(run, demo)) {
                for (MethodSummary method : Comparison.of(each).methods()) {
                    for (int target = 0; target < each.targets().size(); target++) {
                        compare(store, each, method, target);
                    }
                }
            }
        }
    }

    @Test
    void viewOfSpeedUpComparesWithTheNamedBaselineWhatFinishedAndGotThereUnderEverySeed() {
        RunRecord run = SmallRun.runAgainst(
                "base",
                List.of(
                        SmallRun.method("ddp", "ddp", 1, 1.0, 100, 4.0, 3.0, 2.0),
                        SmallRun.method("ddp", "ddp", 2, 1.0, 100, 4.0, Double.NaN, 1.0),
                        SmallRun.method("base", "diloco", 1, 4.0, 10, 4.0, 3.0),
                        SmallRun.method("base", "diloco", 2, 4.0, 10, 4.0, 3.5, 3.0),
                        SmallRun.method("x", "diloco", 1, 1.0, 10, 4.0, 3.5, 2.0),
                        SmallRun.method("x", "diloco", 2, 1.0, 10, 4.0, 3.0),
                        SmallRun.method("lucky", "diloco", 1, 1.0, 10, 4.0, 3.0),
                        SmallRun.method("lucky", "diloco", 2, 1.0, 10, 4.0, 3.5),
                        SmallRun.method("alone", "diloco", 1, 1.0, 0, 4.0, 3.0),
                        SmallRun.method("alone", "diloco", 2, 1.0, 0, 4.0, 3.0)),
                SmallRun.loss(3.2));
        try (RunStore store = open()) {
            store.ingest(run);
            String sql = "SELECT speed_up FROM speed_up WHERE label = '%s' AND seed = %d";

            assertThat(number(store, String.format(Locale.ROOT, sql, "x", 1))).isEqualTo(2.0);
            assertThat(number(store, String.format(Locale.ROOT, sql, "x", 2))).isEqualTo(8.0);
            for (MethodSummary method : Comparison.of(run).methods()) {
                boolean compared = method.targets().get(0).speedUp() != null;
                for (int seed = 1; seed <= 2; seed++) {
                    assertThat(store.query(String.format(Locale.ROOT, sql, method.label(), seed))
                                            .rows()
                                            .get(0)
                                            .get(0)
                                    != null)
                            .as(method.label())
                            .isEqualTo(compared);
                }
            }
        }
    }

    private static void compare(RunStore store, RunRecord run, MethodSummary method, int target) {
        List<TimeToTarget> times = method.targets().get(target).perSeed();
        for (int i = 0; i < times.size(); i++) {
            QueryResult result = store.query(
                    "SELECT reached, seconds, items, charged_bytes, link_bytes FROM time_to_target"
                            + " WHERE run_id = ? AND label = ? AND seed = ? AND ordinal = ?",
                    run.runId(),
                    method.label(),
                    method.seeds().get(i).seed(),
                    target);
            assertThat(result.rows()).hasSize(1);
            List<Object> row = result.rows().get(0);
            if (times.get(i) instanceof TimeToTarget.Reached reached) {
                assertThat(row.get(0)).isEqualTo(true);
                assertThat((Double) row.get(1)).isCloseTo(reached.seconds(), within(1e-6));
                assertThat(row.get(2)).isEqualTo(reached.items());
                assertThat(row.get(3)).isEqualTo(reached.chargedBytes());
                assertThat(row.get(4)).isEqualTo(reached.linkBytes());
            } else {
                assertThat(row.get(0)).isEqualTo(false);
                assertThat(row.get(1)).isNull();
            }
        }
    }

    @Test
    void answersSqlAsATable() {
        try (RunStore store = open()) {
            store.ingest(demo);

            String table = store.query("SELECT label, units FROM summary ORDER BY units DESC LIMIT 2")
                    .render(TextTable.Style.ASCII, 80);

            assertThat(table)
                    .isEqualTo(
                            """
                    label   units
                    ------  -----
                    DDP      1536
                    MT-DAO    144
                    """);
            assertThatThrownBy(() -> store.query("SELECT nonsense FROM runs"))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("nonsense");
        }
    }

    @Test
    void exportsCsvAndParquetThatReadBack() throws IOException {
        try (RunStore store = open()) {
            store.ingest(demo);

            List<Path> csv = store.export(directory.resolve("it's csv"), ExportFormat.CSV);
            List<Path> parquet = store.export(directory.resolve("parquet"), ExportFormat.PARQUET);

            assertThat(csv).hasSameSizeAs(parquet).hasSize(28);
            assertThat(Files.readAllLines(directory.resolve("it's csv/methods.csv")))
                    .hasSize(16);
            assertThat(number(
                            store,
                            "SELECT sum(link_bytes)::DOUBLE FROM read_parquet(?)",
                            directory.resolve("parquet/points.parquet").toString()))
                    .isEqualTo(number(store, "SELECT sum(link_bytes)::DOUBLE FROM points"));
        }
    }

    @Test
    void isRebuiltFromTheRecordsAlone() throws IOException {
        Path record = directory.resolve("run.json");
        RunRecordJson.write(demo, record);
        Path file = directory.resolve("runs.duckdb");
        Files.writeString(file, "this is not a database, but it is long enough to be looked at ".repeat(100));
        assertThatThrownBy(this::open)
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("rebuilt from the run directories");

        Path damaged = directory.resolve("damaged.json");
        Files.writeString(damaged, Files.readString(record).replace("DDP", "DDQ"));
        Path cut = directory.resolve("cut.json");
        Files.writeString(cut, Files.readString(record).substring(0, 1000));

        assertThat(RunStore.rebuild(file, List.of(cut, damaged, record), StoreSettings.defaults()))
                .satisfiesExactly(
                        left -> assertThat(left).contains(cut + ": is damaged"),
                        left -> assertThat(left).contains(damaged + ": is damaged"),
                        left -> assertThat(left).contains("sweeps of " + file + " cannot be taken over"));

        try (RunStore store = RunStore.open(file, StoreSettings.defaults().forReading())) {
            assertThat(store.runs()).hasSize(1);
            assertThatThrownBy(() -> store.ingest(demo)).isInstanceOf(StoreException.class);
        }
    }

    @Test
    void queriesOfPeopleReachNothingButTheStore() {
        try (RunStore store = open()) {
            store.ingest(demo);
        }
        String target = directory.resolve("out.csv").toString();
        try (RunStore store = RunStore.open(
                directory.resolve("runs.duckdb"), StoreSettings.defaults().forQueries())) {
            assertThat(store.query("SELECT count(*) FROM runs").rows()).hasSize(1);
            for (String sql : List.of(
                    "COPY runs TO '" + target + "'",
                    "SELECT 1; COPY runs TO '" + target + "'",
                    "EXPORT DATABASE '" + target + "'",
                    "ATTACH '" + target + "' AS other",
                    "SELECT * FROM read_text('/etc/hostname')",
                    "SELECT * FROM '/etc/hostname'",
                    "INSTALL httpfs",
                    "LOAD httpfs",
                    "SET enable_external_access = true",
                    "SET lock_configuration = false",
                    "DELETE FROM runs",
                    "CREATE TABLE more (number INTEGER)")) {
                assertThatThrownBy(() -> store.query(sql)).as(sql).isInstanceOf(StoreException.class);
            }
            assertThat(directory.resolve("out.csv")).doesNotExist();
            assertThat(store.query("SELECT run_id FROM runs").rows()).hasSize(1);
        }
    }

    @Test
    void manyRowsPassWithoutBeingKept() {
        try (RunStore store = open()) {
            long[] seen = new long[2];
            store.stream(
                    new RunStore.RowListener() {
                        @Override
                        public void columns(List<String> names) {
                            assertThat(names).containsExactly("number", "text");
                        }

                        @Override
                        public boolean row(List<@org.jspecify.annotations.Nullable Object> cells) {
                            seen[0]++;
                            seen[1] += ((Number) java.util.Objects.requireNonNull(cells.get(0))).longValue();
                            return true;
                        }
                    },
                    "SELECT range AS number, 'row ' || range AS text FROM range(1000000)");
            assertThat(seen).containsExactly(1_000_000, 499_999_500_000L);
        }
    }

    @Test
    void textThatASpreadsheetWouldComputeIsDefused() throws IOException {
        try (RunStore store = open()) {
            store.ingest(demo);
            String formula = "=HYPERLINK(1)";
            store.ingest(new org.longhaul.analysis.record.RunRecord(
                    demo.schemaVersion(),
                    "other",
                    formula,
                    "-1+1",
                    demo.startedAt(),
                    demo.projectedModel(),
                    demo.provenance(),
                    demo.measures(),
                    demo.targets(),
                    demo.baseline(),
                    demo.network(),
                    demo.methods(),
                    demo.claims()));
            store.export(directory, ExportFormat.CSV);
            assertThat(Files.readString(directory.resolve("runs.csv")))
                    .contains("other,'=HYPERLINK(1),'-1+1,")
                    .doesNotContain(",=");
        }
    }

    @Test
    void keepsWhyAMethodCouldNotGoOn() {
        MethodRecord stalled = SmallRun.stalled(DemoRun.ddp(), "nobody answers");
        try (RunStore store = open()) {
            store.ingest(DemoRun.run("stalled", "stalled", List.of(stalled), List.of()));

            assertThat(store.query("SELECT reason, headline, at_nanos, progress_nanos FROM stalls")
                            .rows())
                    .containsExactly(List.of("NO_PROGRESS", "nobody answers", 9_000_000_000L, 4_000_000_000L));
            assertThat(store.query("SELECT kind, step, since_nanos FROM blockages ORDER BY ordinal")
                            .rows())
                    .containsExactly(List.of("EXCHANGE", 3L, 4_000_000_000L), Arrays.asList("NOTE", null, null));
            store.ingest(demo);
            assertThat(number(store, "SELECT count(*) FROM stalls")).isEqualTo(1);
        }
    }

    @Test
    void keepsWhomAServerHeardAndWhatWasTriedAgain() {
        MethodRecord heard = SmallRun.heard(DemoRun.ddp(), List.of(new Hearing(7, 5, 2L, 9, 4)));
        try (RunStore store = open()) {
            store.ingest(DemoRun.run(
                    "heard", "heard", List.of(DisturbedRun.with(heard, DisturbedRun.disturbances("a"))), List.of()));

            assertThat(store.query("SELECT client, heard, late, staleness, most_stale FROM hearings")
                            .rows())
                    .containsExactly(List.of(7, 5L, 2L, 9L, 4L));
            assertThat(store.query("SELECT source, target, attempt, at_nanos, resume_nanos FROM retries")
                            .rows())
                    .containsExactly(List.of("a", "a", 1, 2L, 3L));
            assertThat(number(store, "SELECT retries FROM disturbances")).isEqualTo(1);
        }
    }

    @Test
    void keepsTheEarlierRunWhenALaterOneOfTheSameIdCannotBeStored() {
        MethodRecord ddp = DemoRun.ddp();
        MethodRecord broken = new MethodRecord(
                ddp.label(),
                null,
                1,
                ddp.settings(),
                ddp.outcome(),
                ddp.marks(),
                ddp.totals(),
                ddp.curve(),
                ddp.workers(),
                ddp.arcs(),
                ddp.exchanges(),
                null,
                null,
                List.of(),
                null,
                null,
                null,
                List.of(),
                List.of());
        try (RunStore store = open()) {
            store.ingest(demo);

            assertThatThrownBy(() -> store.ingest(DemoRun.run(demo.runId(), "later", List.of(broken), List.of())))
                    .isInstanceOf(StoreException.class)
                    .hasMessageContaining("cannot be given run '" + demo.runId() + "'");

            assertThat(store.runs()).extracting(StoredRun::name).containsExactly("two-datacenters");
            assertThat(number(store, "SELECT count(*) FROM methods")).isEqualTo(15);
            store.ingest(demo);
        }
    }

    @Test
    void refusesToReadWhatIsNotThere() {
        assertThatThrownBy(() -> RunStore.open(
                        directory.resolve("none.duckdb"),
                        StoreSettings.defaults().forReading()))
                .isInstanceOf(StoreException.class)
                .hasMessageContaining("There is no store");
        assertThatThrownBy(() -> new StoreSettings(0, 256, false, false, Duration.ZERO))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("threads (0)");
    }
}
