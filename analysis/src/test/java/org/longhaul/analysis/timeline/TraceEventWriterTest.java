package org.longhaul.analysis.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.DemoRun;
import org.longhaul.analysis.DisturbedRun;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.Disturbances;
import org.longhaul.analysis.record.IncidentRecord;
import org.longhaul.analysis.record.IncidentRecord.Kind;
import org.longhaul.analysis.record.RunRecord;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

@org.jspecify.annotations.NullUnmarked
class TraceEventWriterTest {

    private final RunRecord run = DemoRun.create();

    private static JsonNode events(RunRecord run) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TraceEventWriter.write(run, out);
        return JsonMapper.shared().readTree(out.toByteArray()).get("traceEvents");
    }

    @Test
    void writesEverySpanInOrderAndWithoutOverlapPerThread() {
        Map<String, BigDecimal> ends = new HashMap<>();
        int spans = 0;
        for (JsonNode event : events(run)) {
            if (event.get("ph").stringValue().equals("X")) {
                spans++;
                String thread = event.get("pid") + "/" + event.get("tid");
                BigDecimal start = event.get("ts").decimalValue();
                assertThat(start).isGreaterThanOrEqualTo(ends.getOrDefault(thread, BigDecimal.ZERO));
                ends.put(thread, start.add(event.get("dur").decimalValue()));
            }
        }
        assertThat(ends).hasSize(15 * 4);
        assertThat(spans)
                .isEqualTo(run.methods().stream()
                        .mapToInt(m -> m.timeline().spans().size())
                        .sum());
    }

    @Test
    void keepsNanoseconds() {
        JsonNode first = null;
        for (JsonNode event : events(run)) {
            if (first == null
                    && event.get("ph").stringValue().equals("X")
                    && event.get("name").stringValue().equals("backward")) {
                first = event;
            }
        }
        // The backward pass starts a third of 2.9 s in.
        assertThat(first.get("ts").decimalValue()).isEqualTo(new BigDecimal("966666.666"));
        assertThat(first.get("cat").stringValue()).isEqualTo("compute");
    }

    @Test
    void namesProcessesThreadsAndCounters() {
        List<String> names = events(run)
                .valueStream()
                .filter(event -> event.get("ph").stringValue().equals("M"))
                .map(event -> event.path("args").path("name").asString(""))
                .toList();
        assertThat(names).contains("DDP (seed 1)", "MT-DAO (seed 3)", "worker 0 (Virginia)", "worker 3 (Oregon)");
        assertThat(events(run)
                        .valueStream()
                        .filter(event -> event.get("ph").stringValue().equals("C"))
                        .map(event -> event.get("args").get("Gbit/s").doubleValue()))
                .contains(9.4, 0.0);
    }

    @Test
    void writesIncidentsOverTheWholeRunThoseThatOverlapOnSeveralTracks() {
        IncidentRecord outage =
                new IncidentRecord("f", Kind.FAILURE, "a", List.of("wide"), 0, 1_000_000, 5_000_000L, 7L);
        IncidentRecord longer = new IncidentRecord("f", Kind.FAILURE, "b", List.of("wide"), 0, 2_000_000, null, null);
        IncidentRecord later =
                new IncidentRecord("f", Kind.FAILURE, "c", List.of("wide"), 0, 5_000_000, 6_000_000L, null);
        Disturbances all = new Disturbances(
                List.of(outage, longer, later), List.of(), List.of(), List.of(), null, null, List.of(1.0, 0.0));
        RunRecord disturbed =
                SmallRun.run(List.of(DisturbedRun.with(SmallRun.method("x", "ddp", 1, 2, 1, 2.0, 1.0), all)));

        Map<String, JsonNode> spans = new HashMap<>();
        Map<String, String> threads = new HashMap<>();
        double stepsPerSecond = 0;
        for (JsonNode event : events(disturbed)) {
            String thread = event.get("tid").toString();
            switch (event.get("ph").stringValue()) {
                case "X" -> spans.put(event.get("name").stringValue(), event);
                case "C" -> stepsPerSecond += event.get("args").get("steps/s").doubleValue();
                default -> threads.merge(thread, event.path("args").path("name").asString(""), String::concat);
            }
        }
        assertThat(spans).hasSize(3);
        assertThat(threads.get(spans.get("a").get("tid").toString())).isEqualTo("network: wide");
        assertThat(spans.get("c").get("tid")).isEqualTo(spans.get("a").get("tid"));
        assertThat(threads.get(spans.get("b").get("tid").toString())).isEqualTo("network: wide (2)");
        assertThat(spans.get("b").get("dur").decimalValue()).isEqualByComparingTo("1998000");
        assertThat(spans.get("a").get("cat").stringValue()).isEqualTo("failure");
        assertThat(stepsPerSecond).isEqualTo(1);
    }

    @Test
    void writesAFileWithoutEventsForARunWithoutTimelines(@TempDir Path directory) {
        Path file = directory.resolve("timeline.json");
        TraceEventWriter.write(SmallRun.run(List.of(SmallRun.method("<&\"", "ddp", 1, 1, 1, 2.0))), file);

        assertThat(JsonMapper.shared()
                        .readTree(file.toFile())
                        .get("traceEvents")
                        .isEmpty())
                .isTrue();
    }
}
