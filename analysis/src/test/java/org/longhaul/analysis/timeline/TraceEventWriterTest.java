package org.longhaul.analysis.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.DemoRun;
import org.longhaul.analysis.DisturbedRun;
import org.longhaul.analysis.SmallRun;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.disturbance.Disturbances;
import org.longhaul.analysis.record.disturbance.IncidentRecord;
import org.longhaul.analysis.record.disturbance.IncidentRecord.Kind;
import org.longhaul.analysis.record.network.Volume;
import org.longhaul.analysis.record.timeline.SpanCategory;
import org.longhaul.analysis.record.timeline.Timeline;
import org.longhaul.analysis.record.timeline.TimelineExchange;
import org.longhaul.analysis.record.timeline.TimelineSpan;
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

    private static Stream<JsonNode> slices(RunRecord run) {
        return events(run)
                .valueStream()
                .filter(event -> event.get("ph").stringValue().equals("X"));
    }

    @Test
    void writesEverySpanAndAStepAroundThem() {
        TraceChecks.check(events(run));
        List<TimelineSpan> spans = run.methods().stream()
                .flatMap(method -> method.timeline().spans().stream())
                .toList();
        assertThat(slices(run)
                        .filter(event -> !TraceChecks.isPart(event)
                                && !event.get("cat").stringValue().equals("step")))
                .hasSameSizeAs(spans);
        // Four workers, four steps.
        assertThat(slices(run).filter(event -> event.get("cat").stringValue().equals("step")))
                .hasSize(run.methods().size() * 4 * 4);
    }

    @Test
    void tellsWhichStepsOfHowManyItShows() {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TraceEventWriter.write(run, out);
        String steps = "steps 1 to 4 of " + run.methods().get(0).totals().steps();
        assertThat(JsonMapper.shared()
                        .readTree(out.toByteArray())
                        .get("otherData")
                        .get("DDP (seed 1)")
                        .stringValue())
                .isEqualTo(steps);
        assertThat(events(run)
                        .valueStream()
                        .map(event -> event.path("args").path("labels").asString("")))
                .contains(steps);
    }

    /** Two workers; the first computes 10 us, then waits and communicates; the second arrives 6 us later. */
    private static Timeline overlapped() {
        TimelineExchange exchange = new TimelineExchange(
                3, "gradients", "all-reduce", "ring", 2, "0-1", new Volume(1, 2, 3), 1, 4_000, 16_000, 17_000, 30_000);
        List<TimelineSpan> spans = List.of(
                new TimelineSpan(0, 3L, SpanCategory.COMPUTE, "forward", null, 0, 10_000),
                new TimelineSpan(0, 3L, SpanCategory.COMPUTE, "backward", null, 10_000, 20_000),
                new TimelineSpan(0, 3L, SpanCategory.EXPOSED_COMMUNICATION, "gradients", 0, 20_000, 30_000),
                new TimelineSpan(0, 3L, SpanCategory.EXCHANGE, "gradients", 0, 17_000, 30_000),
                new TimelineSpan(1, 3L, SpanCategory.COMPUTE, "backward", null, 0, 16_000),
                new TimelineSpan(1, 3L, SpanCategory.EXPOSED_COMMUNICATION, "gradients", 0, 16_000, 28_000),
                new TimelineSpan(1, null, SpanCategory.IDLE, "finished", null, 28_000, 30_000),
                new TimelineSpan(1, 3L, SpanCategory.EXCHANGE, "gradients", 0, 17_000, 28_000));
        return new Timeline(0, 30_000, 3, 3, false, spans, List.of(exchange));
    }

    @Test
    void showsWhatAnExchangeHidesAndWhoArrivedLast() {
        RunRecord small = SmallRun.run(
                List.of(SmallRun.withTimeline(SmallRun.method("x", "ddp", 1, 2, 1, 2.0, 1.0), overlapped())));
        TraceChecks.check(events(small));
        JsonNode first = slices(small)
                .filter(event -> event.get("cat").stringValue().equals("exchange"))
                .findFirst()
                .orElseThrow();
        JsonNode args = first.get("args");
        assertThat(args.get("hidden, s").doubleValue()).isEqualTo(3e-6);
        assertThat(args.get("exposed, s").doubleValue()).isEqualTo(10e-6);
        assertThat(args.get("step").intValue()).isEqualTo(3);
        assertThat(args.get("collective").stringValue()).isEqualTo("ring");
        assertThat(args.get("workers").stringValue()).isEqualTo("0-1");
        assertThat(args.get("last to arrive").stringValue()).isEqualTo("worker 1");
        assertThat(args.get("bytes of the trained vector").intValue()).isEqualTo(1);
        assertThat(args.get("bytes charged").intValue()).isEqualTo(2);
        assertThat(args.get("bytes on links, mean of members").intValue()).isEqualTo(3);
        assertThat(slices(small)
                        .filter(TraceChecks::isPart)
                        .map(event -> event.get("name").stringValue() + " " + event.get("ts") + " " + event.get("dur")))
                .containsExactly("hidden 17.0 3.0", "exposed 20.0 10.0", "exposed 17.0 11.0");

        List<JsonNode> arrows = events(small)
                .valueStream()
                .filter(event -> "sf".contains(event.get("ph").stringValue()))
                .toList();
        Map<String, JsonNode> ends = new HashMap<>();
        arrows.forEach(arrow -> ends.put(arrow.get("ph").stringValue(), arrow));
        assertThat(arrows).hasSize(2);
        assertThat(ends.get("s").get("ts").decimalValue()).isEqualByComparingTo("15.999");
        assertThat(ends.get("f").get("ts").decimalValue()).isEqualByComparingTo("17");
        assertThat(ends.get("f").get("tid")).isEqualTo(first.get("tid"));
        assertThat(events(small)
                        .valueStream()
                        .map(event -> event.path("args").path("labels").asString("")))
                .contains("step 3 of 1, without what happened late in them");
    }

    @Test
    void anyTimelineKeepsToTheForm() {
        for (int seed = 0; seed < 150; seed++) {
            Timeline timeline = RandomTimeline.create(new SplittableRandom(seed));
            RunRecord random = SmallRun.run(
                    List.of(SmallRun.withTimeline(SmallRun.method("x", "ddp", 1, 2, 1, 2.0, 1.0), timeline)));
            JsonNode events = events(random);
            TraceChecks.check(events);
            TraceChecks.checkParts(events, timeline);
        }
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
    void namesProcessesAndThreads() {
        List<String> names = events(run)
                .valueStream()
                .filter(event -> event.get("ph").stringValue().equals("M"))
                .map(event -> event.path("args").path("name").asString(""))
                .toList();
        assertThat(names)
                .contains(
                        "DDP (seed 1)",
                        "MT-DAO (seed 3)",
                        "worker 0 (Virginia)",
                        "worker 3 (Oregon)",
                        "worker 3 (Oregon): exchanges");
    }

    @Test
    void writesIncidentsOverTheWholeRunThoseThatOverlapOnSeveralTracks() {
        IncidentRecord outage =
                new IncidentRecord("f", Kind.FAILURE, "a", List.of("wide"), 0, 1_000_000, 5_000_000L, 7L);
        IncidentRecord longer = new IncidentRecord("f", Kind.FAILURE, "b", List.of("wide"), 0, 2_000_000, null, null);
        IncidentRecord later =
                new IncidentRecord("f", Kind.FAILURE, "c", List.of("wide"), 0, 5_000_000, 6_000_000L, null);
        Disturbances all = new Disturbances(
                List.of(outage, longer, later),
                List.of(),
                0,
                List.of(),
                List.of(),
                List.of(),
                null,
                null,
                List.of(1.0, 0.0));
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
