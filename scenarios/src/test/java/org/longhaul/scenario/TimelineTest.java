package org.longhaul.scenario;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.io.ByteArrayOutputStream;
import java.nio.file.Path;
import java.util.List;
import java.util.Objects;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.timeline.SpanCategory;
import org.longhaul.analysis.record.timeline.Timeline;
import org.longhaul.analysis.record.timeline.TimelineExchange;
import org.longhaul.analysis.record.timeline.TimelineSpan;
import org.longhaul.analysis.timeline.TraceEventWriter;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** What the time line of a real run shows of its overlap. */
final class TimelineTest {
    @TempDir
    Path folder;

    /** 1.2 MB of gradients, from 0.6 s of backward, over links that take about 0.2 s for them. */
    private RunRecord run(String network) {
        return Runs.run(
                folder.resolve("run"),
                """
                name: overlap
                topology: {builder: star, hosts: 4, bandwidth: 100 Mbit/s}
                model: {kind: quadratic, layers: 4, elements: 50000}
                compute: {stepTime: 900 ms}
                training: {steps: 8, batch: 1, context: 1, optimizer: {kind: adopt, learningRate: 0.01}}
                methods: [{id: ddp}]
                network: {fidelity: flow, collective: ring, timelineSteps: 3, %s}
                """
                        .formatted(network));
    }

    private static Timeline timeline(RunRecord run) {
        return Objects.requireNonNull(Runs.method(run, "ddp").timeline());
    }

    private static List<TimelineSpan> exchanges(Timeline timeline) {
        return timeline.spans().stream()
                .filter(span -> span.category() == SpanCategory.EXCHANGE)
                .toList();
    }

    /** Seconds of a part of all exchanges, as the file has them. */
    private static double seconds(RunRecord run, String part) {
        ByteArrayOutputStream out = new ByteArrayOutputStream();
        TraceEventWriter.write(run, out);
        double micros = 0;
        for (JsonNode event : JsonMapper.shared().readTree(out.toByteArray()).get("traceEvents")) {
            if (event.path("cat").asString("").equals(part + " communication")
                    && event.get("name").stringValue().equals(part)) {
                micros += event.get("dur").doubleValue();
            }
        }
        return micros / 1e6;
    }

    @Test
    void showsWhatBucketsHide() {
        RunRecord run = run("overlap: bucketed, bucket: 100 kB");
        Timeline timeline = timeline(run);
        assertThat(timeline.complete()).isTrue();
        assertThat(timeline.lastStep() - timeline.firstStep() + 1).isEqualTo(3);
        assertThat(timeline.spans())
                .allSatisfy(span -> assertThat(Objects.requireNonNull(span.step()))
                        .isBetween(timeline.firstStep(), timeline.lastStep()))
                .allSatisfy(span -> assertThat(span.endNanos()).isLessThanOrEqualTo(timeline.endNanos()));
        // 12 buckets of each of 3 steps, seen from 4 workers.
        assertThat(timeline.exchanges()).hasSize(12 * 3);
        assertThat(exchanges(timeline)).hasSize(12 * 3 * 4);
        TimelineExchange first = timeline.exchanges().get(0);
        assertThat(first.collective()).isEqualTo("ring");
        assertThat(first.workers()).isEqualTo("0-3");
        assertThat(timeline.exchanges().stream()
                        .mapToLong(e -> e.each().chargedBytes())
                        .sum())
                .isEqualTo(3 * 1_200_000);
        // A ring of 4 sends 2 · 3/4 of the vector, and headers besides.
        assertThat((double) first.each().linkBytes() / first.each().chargedBytes())
                .isBetween(1.5, 1.6);

        double all = exchanges(timeline).stream()
                .mapToDouble(span -> (span.endNanos() - span.startNanos()) / 1e9)
                .sum();
        double hidden = seconds(run, "hidden");
        assertThat(hidden).isGreaterThan(0.5 * all);
        assertThat(hidden + seconds(run, "exposed")).isCloseTo(all, within(1e-9));
    }

    @Test
    void hidesNothingWithoutOverlap() {
        RunRecord run = run("overlap: none");
        assertThat(exchanges(timeline(run))).hasSize(3 * 4);
        assertThat(seconds(run, "hidden")).isZero();
        assertThat(seconds(run, "exposed")).isPositive();
    }
}
