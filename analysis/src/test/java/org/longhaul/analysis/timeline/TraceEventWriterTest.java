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
import org.longhaul.analysis.SmallRun;
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
