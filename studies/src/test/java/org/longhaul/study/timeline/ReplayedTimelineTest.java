package org.longhaul.study.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.Map;
import java.util.Set;
import java.util.SplittableRandom;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.timeline.TraceEventWriter;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.command.Longhaul;
import org.longhaul.scenario.replay.Replay;
import tools.jackson.databind.JsonNode;
import tools.jackson.databind.json.JsonMapper;

/** The time line of any replay is one that Perfetto takes: checked over random networks, faults, stragglers and collectives. */
@NullUnmarked
final class ReplayedTimelineTest {
    private static final int REPLAYS = "all".equals(System.getProperty("longhaul.properties")) ? 30 : 15;

    private static final String SCENARIO =
            """
            name: any
            topology: {builder: two-sites, hostsPerSite: 2, wide: 1 Gbit/s, wideLatency: 15 ms}
            compute: {stepTime: 150 ms}
            model: {kind: quadratic, layers: 4, elements: 64}
            projectAs: {architecture: mpt-125m, wireFormat: bf16}
            network: {bucket: 100 MB, fidelity: analytic}
            training: {steps: 12, batch: 1, context: 1, optimizer: {kind: adamw, learningRate: 3e-3}, evaluateEvery: 6}
            clients: 3
            server: site1-host1
            methods:
              - {id: ddp}
              - {id: des-loc, parameterPeriod: 2, firstMomentPeriod: 4, secondMomentPeriod: 8}
              - {id: streaming-diloco, parameterPeriod: 6, fragments: 3, overlapSteps: 2}
              - {id: noloco, parameterPeriod: 3}
              - {id: fedavg, parameterPeriod: 3}
            """;

    @TempDir
    private static Path folder;

    private static Replay replay;

    @BeforeAll
    static void train() throws IOException {
        Path file = Files.writeString(folder.resolve("scenario.yaml"), SCENARIO);
        Path run = folder.resolve("run");
        assertThat(Longhaul.execute(
                        "run", file.toString(), "--out", run.toString(), "--quiet", "--runs", folder.toString()))
                .isZero();
        replay = Replay.of(run);
    }

    private static ScenarioChanges changes(SplittableRandom random) {
        ScenarioChanges changes = ScenarioChanges.none()
                .set("topology.wide=" + (1 + random.nextInt(4000)) + " Mbit/s")
                .set("topology.wideLatency=" + random.nextInt(60_000) + " us")
                // Many computations end at the same nanosecond, or take none.
                .set("compute={stepTime: " + (random.nextInt(4) == 0 ? 1 : random.nextInt(300_000_000)) + " ns}")
                .set("network.timelineSteps=" + (1 + random.nextInt(12)))
                .set("network.bucket=" + (20 + random.nextInt(200)) + " MB")
                .set("network.overlap=" + (random.nextBoolean() ? "bucketed" : "none"));
        if (random.nextBoolean()) {
            changes = changes.set("stragglers={variation: 0.3, slowProbability: 0.1, slowFactor: 5}");
        }
        if (random.nextInt(3) == 0) {
            changes = changes.set("methods[ddp].collective=" + (random.nextBoolean() ? "ring" : "parameter-server"));
        }
        if (random.nextInt(3) == 0) {
            changes = changes.set("network.fidelity=flow")
                    .set("faults=[{kind: maintenance, links: [wide], first: " + (1 + random.nextInt(900))
                            + " ms, duration: " + (1 + random.nextInt(900)) + " ms},"
                            + " {kind: maintenance, name: all, links: ['*'], first: " + (1 + random.nextInt(900))
                            + " ms, duration: 100 ms}]");
        }
        return changes;
    }

    @Test
    void keepsToTheFormWhateverTheNetwork() {
        int slices = 0;
        for (int seed = 0; seed < REPLAYS; seed++) {
            ScenarioChanges changes = changes(new SplittableRandom(seed));
            RunRecord record = replay.run(changes);
            ByteArrayOutputStream out = new ByteArrayOutputStream();
            TraceEventWriter.write(record, out);
            JsonNode events = JsonMapper.shared().readTree(out.toByteArray()).get("traceEvents");
            try {
                slices += slices(events);
            } catch (AssertionError e) {
                throw new AssertionError("replay " + seed + ", " + changes + ": " + e.getMessage(), e);
            }
        }
        assertThat(slices).isGreaterThan(100 * REPLAYS);
    }

    /** A slice as it is found on a track: one that begins within another must end within it, and the longer comes first. */
    private static int slices(JsonNode events) {
        Map<String, Deque<BigDecimal[]>> tracks = new HashMap<>();
        Map<String, BigDecimal> starts = new HashMap<>();
        Set<String> named = new HashSet<>();
        int slices = 0;
        for (JsonNode event : events) {
            String track = event.get("pid") + "/" + event.get("tid");
            String phase = event.get("ph").stringValue();
            if (phase.equals("M") && event.get("name").stringValue().equals("thread_name")) {
                named.add(track);
            }
            if (!phase.equals("M")) {
                assertThat(event.get("ts").isNumber()).as("%s", event).isTrue();
                assertThat(event.get("ts").decimalValue().signum())
                        .as("%s", event)
                        .isNotNegative();
            }
            if (!phase.equals("X")) {
                continue;
            }
            slices++;
            assertThat(named).contains(track);
            BigDecimal start = event.get("ts").decimalValue();
            BigDecimal end = start.add(event.get("dur").decimalValue());
            assertThat(event.get("dur").isNumber()).isTrue();
            assertThat(end).as("%s", event).isGreaterThanOrEqualTo(start);
            assertThat(start).as("%s", event).isGreaterThanOrEqualTo(starts.getOrDefault(track, BigDecimal.ZERO));
            starts.put(track, start);
            Deque<BigDecimal[]> open = tracks.computeIfAbsent(track, each -> new ArrayDeque<>());
            while (!open.isEmpty() && open.peek()[1].compareTo(start) <= 0) {
                open.pop();
            }
            if (!open.isEmpty()) {
                assertThat(end)
                        .as("%s within a slice to %s", event, open.peek()[1])
                        .isLessThanOrEqualTo(open.peek()[1]);
            }
            open.push(new BigDecimal[] {start, end});
        }
        return slices;
    }
}
