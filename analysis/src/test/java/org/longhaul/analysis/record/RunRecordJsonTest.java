package org.longhaul.analysis.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.nio.file.Path;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.DemoRun;
import org.longhaul.analysis.DisturbedRun;
import org.longhaul.analysis.record.measure.ClientValues;
import org.longhaul.analysis.record.measure.CurvePoint;
import org.longhaul.analysis.record.network.Volume;

class RunRecordJsonTest {

    @Test
    void keepsEveryFigureThroughAFile(@TempDir Path directory) {
        RunRecord run = DemoRun.create();
        Path file = directory.resolve("run.json");

        RunRecordJson.write(run, file);
        RunRecordJson.write(run, file);

        assertThat(RunRecordJson.read(file)).isEqualTo(run);
        assertThat(directory.toFile().list()).containsExactly("run.json");
    }

    @Test
    void keepsDisturbances() {
        RunRecord run = DisturbedRun.create();

        assertThat(RunRecordJson.fromJson(RunRecordJson.toJson(run), "test")).isEqualTo(run);
    }

    @Test
    void anEarlierRecordIsRefusedByItsVersionWhateverItLacks() {
        for (String earlier : List.of(
                "{\"schemaVersion\":2}",
                "{\"schemaVersion\":2,\"methods\":[{\"label\":\"ddp\"}]}",
                RunRecordJson.toJson(DemoRun.create())
                        .replaceFirst("\"schemaVersion\":\\d+", "\"schemaVersion\":2")
                        .replaceFirst("\"baseline\":\"DDP\",", ""))) {
            assertThatThrownBy(() -> RunRecordJson.fromJson(earlier, "a.json"))
                    .isInstanceOf(RunRecordException.class)
                    .hasMessage("a.json: schemaVersion is 2; this program reads version 10.");
        }
        assertThatThrownBy(() -> RunRecordJson.fromJson("{\"methods\":[]}", "a.json"))
                .isInstanceOf(RunRecordException.class)
                .hasMessage("a.json: schemaVersion is missing; this program reads version 10.");
        String lacking = RunRecordJson.toJson(DemoRun.create()).replace(",\"disturbances\":null", "");
        assertThatThrownBy(() -> RunRecordJson.fromJson(lacking, "a.json"))
                .isInstanceOf(RunRecordException.class)
                .hasMessageContaining("disturbances");
    }

    @Test
    void keepsLossesThatAreNoNumberAndLossesThatWereNotTaken() {
        CurvePoint point = new CurvePoint(
                7,
                1,
                2,
                new Volume(3, 4, 5),
                Double.NaN,
                Map.of("bits-per-byte", Double.POSITIVE_INFINITY),
                Map.of("loss", 2.5),
                List.of(new ClientValues("one", 3.5, Map.of("loss", Double.NaN))),
                0.1);
        RunRecord run = DemoRun.run("r", "n", List.of(diverged(point)), List.of());

        RunRecord read = RunRecordJson.fromJson(RunRecordJson.toJson(run), "test");

        assertThat(read).isEqualTo(run);
        assertThat(read.methods().get(0).curve().get(0).training()).isNaN();
        assertThat(read.methods().get(0).curve().get(0).values().get("loss")).isNull();
        assertThat(read.methods().get(0).curve().get(0).virtualValues().get("loss"))
                .isEqualTo(2.5);
    }

    @Test
    void keepsTheOrderOfSettings() {
        RunRecord read = RunRecordJson.fromJson(RunRecordJson.toJson(DemoRun.create()), "test");

        assertThat(read.seedsOf("DES-LOC").get(0).settings().keySet())
                .containsExactly("parameterPeriod", "firstMomentPeriod", "secondMomentPeriod");
    }

    @Test
    void refusesABaselineThatIsNoMethodOfTheRun() {
        String json = RunRecordJson.toJson(DemoRun.create()).replace("\"baseline\":\"DDP\"", "\"baseline\":\"ddq\"");

        assertThatThrownBy(() -> RunRecordJson.fromJson(json, "a.json"))
                .isInstanceOf(RunRecordException.class)
                .hasMessageContaining("'ddq' as its baseline");
    }

    @Test
    void refusesAnotherSchemaVersionUnknownKeysAndBrokenText() {
        String json = RunRecordJson.toJson(DemoRun.create());

        assertThatThrownBy(() -> RunRecordJson.fromJson(
                        json.replaceFirst("\"schemaVersion\":\\d+", "\"schemaVersion\":99"), "a.json"))
                .isInstanceOf(RunRecordException.class)
                .hasMessageContaining("a.json: schemaVersion is 99");
        assertThatThrownBy(() -> RunRecordJson.fromJson(json.replaceFirst("\"runId\"", "\"runIdent\""), "a.json"))
                .isInstanceOf(RunRecordException.class)
                .hasMessageContaining("'runId'");
        assertThatThrownBy(() -> RunRecordJson.fromJson(json.replaceFirst("\\{", "{\"extra\":1,"), "a.json"))
                .isInstanceOf(RunRecordException.class)
                .hasMessageContaining("extra");
        assertThatThrownBy(() -> RunRecordJson.fromJson("{\"schemaVersion\":", "a.json"))
                .isInstanceOf(RunRecordException.class);
    }

    @Test
    void refusesTwoRecordsOfOneMethodAndSeed() {
        assertThatThrownBy(() -> DemoRun.run("r", "n", List.of(DemoRun.ddp(), DemoRun.ddp()), List.of()))
                .isInstanceOf(IllegalArgumentException.class)
                .hasMessageContaining("'DDP' with seed 1");
    }

    @Test
    void workerTimesAddUpToTheProjectedDuration() {
        for (MethodRecord method : DemoRun.create().methods()) {
            for (WorkerTime worker : method.workers()) {
                assertThat(worker.totalNanos()).isEqualTo(method.totals().simulatedNanos());
            }
        }
    }

    private static MethodRecord diverged(CurvePoint point) {
        return new MethodRecord(
                "m",
                "ddp",
                1,
                Map.of(),
                Outcome.diverged("the loss at step 7 is NaN"),
                Marks.unscaled(),
                new Totals(7, 1, 2, new Volume(3, 4, 5), 1.5, 6, 7),
                List.of(point),
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                List.of(),
                null,
                null,
                null,
                List.of(),
                List.of());
    }
}
