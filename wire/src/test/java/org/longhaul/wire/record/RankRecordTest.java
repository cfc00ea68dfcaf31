package org.longhaul.wire.record;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.util.List;
import java.util.Map;
import java.util.function.LongSupplier;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.codec.Identity;
import org.longhaul.training.communicate.Exchange;
import org.longhaul.training.communicate.GroupElements;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.communicate.Transport;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** What a member writes is what is read, whatever ended it. */
final class RankRecordTest {
    @TempDir
    private Path folder;

    private Path file;
    private long now = 1_000;

    @BeforeEach
    void name() {
        file = folder.resolve("steps").resolve("rank-1.jsonl");
    }

    @Test
    void stepsComeBackAsTheyWereTimed() throws IOException {
        try (RankWriter writer = RankWriter.append(file, new RankHeader("ddp", 7, 1, 0))) {
            StepRecorder recorder = new StepRecorder(writer, clock());
            recorder.begin(1);
            now += 50;
            recorder.heard(new TrainingEvent.Computed());
            now += 20;
            recorder.heard(new TrainingEvent.Exchanged(exchange("gradients")));
            now += 1;
            recorder.heard(new TrainingEvent.Exchanged(exchange("parameters"), true));
            now += 5;
            recorder.heard(new TrainingEvent.Updated());
            now += 3;
            recorder.end(2.5);
            now += 100;
            recorder.begin(2);
            now += 9;
            recorder.heard(new TrainingEvent.Awaited(1, 0));
            recorder.end(Double.NaN);
            writer.evaluation(new WireEvaluation(2, now, now + 40, Map.of("loss", 3.0)));
            writer.bytes(new ByteSample(now, List.of(new PeerBytes(0, 10, 20, 1))));
            writer.stalled(new WireStall(1_000, 1_020));
            writer.ended(WireEnd.finished(2, now));
        }

        RankRecord read = RankRecord.read(file);

        WireStep first = read.steps().get(0);
        assertThat(first.beginNanos()).isEqualTo(1_000);
        assertThat(first.nanos()).isEqualTo(79);
        assertThat(first.loss()).isEqualTo(2.5);
        assertThat(first.spans().stream().map(span -> span.name().kind()))
                .containsExactly(SpanKind.COMPUTE, SpanKind.EXCHANGE, SpanKind.BEGIN, SpanKind.UPDATE, SpanKind.REST);
        assertThat(first.spans().stream().map(WireSpan::nanos)).containsExactly(50L, 20L, 1L, 5L, 3L);
        assertThat(first.spans().stream().map(WireSpan::exchange)).containsExactly(-1, 0, 1, -1, -1);
        assertThat(first.spans().get(1).name())
                .isEqualTo(new SpanName(SpanKind.EXCHANGE, "gradients", "all-reduce", List.of(0, 1)));
        assertThat(first.spans().get(1).bytes()).isEqualTo(40);
        WireStep second = read.steps().get(1);
        assertThat(second.beginNanos()).isEqualTo(1_179);
        assertThat(second.loss()).isNaN();
        assertThat(second.spans()).hasSize(1);
        assertThat(second.spans().get(0).stepsAgo()).isEqualTo(1);
        assertThat(read.evaluations()).containsExactly(new WireEvaluation(2, 1_188, 1_228, Map.of("loss", 3.0)));
        assertThat(read.samples().get(0).peers()).containsExactly(new PeerBytes(0, 10, 20, 1));
        assertThat(read.stalls()).containsExactly(new WireStall(1_000, 1_020));
        assertThat(read.end()).isEqualTo(WireEnd.finished(2, 1_188));
    }

    @Test
    void aKilledProcessLeavesItsWholeSteps() throws IOException {
        write(0, 1, 3);
        Files.writeString(file, "{\"step\":4,\"beg", StandardOpenOption.APPEND);

        RankRecord read = RankRecord.read(file);

        assertThat(read.steps()).extracting(WireStep::step).containsExactly(1L, 2L, 3L);
        assertThat(read.end()).isNull();
    }

    @Test
    void stepsMadeAgainReplaceThoseOfTheirNumber() throws IOException {
        write(0, 1, 5);
        Files.writeString(file, "{\"step\":6,\"beg", StandardOpenOption.APPEND);
        write(1, 3, 4);

        RankRecord read = RankRecord.read(file);

        assertThat(read.steps()).extracting(WireStep::step).containsExactly(1L, 2L, 3L, 4L);
        assertThat(read.steps()).extracting(WireStep::session).containsExactly(0, 0, 1, 1);
        assertThat(read.made()).extracting(WireStep::step).containsExactly(1L, 2L, 3L, 4L, 5L, 3L, 4L);
    }

    @Test
    void whatIsNotWrittenByThisProgramIsRefusedByItsLine() throws IOException {
        write(0, 1, 1);
        List<String> lines = Files.readAllLines(file);

        assertRefused(List.of(lines.get(1)), "line 1: must say who writes");
        assertRefused(
                List.of(lines.get(0).replace("\"schemaVersion\":1", "\"schemaVersion\":9")),
                "schemaVersion is 9; this program reads version 1");
        assertRefused(List.of(lines.get(0), "{\"step\":3,\"begin\":0}"), "line 2");
        assertRefused(
                List.of(lines.get(0), "{\"step\":1,\"begin\":0,\"end\":5,\"loss\":1.0,\"spans\":[[0,5]]}"), "0 names");
        assertRefused(
                List.of(lines.get(0), "{\"step\":1,\"begin\":0,\"end\":5,\"loss\":1.0,\"spans\":[]}"),
                "they must fill it");
        assertRefused(
                List.of(
                        lines.get(0),
                        "{\"step\":1,\"begin\":0,\"end\":0,\"loss\":1.0,\"spans\":[]}",
                        "{\"step\":3,\"begin\":0,\"end\":0,\"loss\":1.0,\"spans\":[]}"),
                "step is 3; allowed: 1 to 2");
        assertRefused(List.of(lines.get(0), "{\"stop\":1}"), "line 2: must be a header");
        assertRefused(List.of(lines.get(0), "hello"), "is no JSON");
        assertRefused(List.of(lines.get(0), lines.get(0)), "does not go on after");
    }

    @Test
    void whatAllHaveInCommonIsSealed() throws IOException {
        WireFolder wire = new WireFolder(folder);
        WireRun run = new WireRun(
                WireRun.SCHEMA_VERSION,
                "wire-quick",
                "quick",
                "ab",
                "0.1.0",
                "2026-01-01T00:00:00Z",
                List.of(
                        new WireMember(0, "worker0", "here", "127.0.0.1", 2, "some", null),
                        new WireMember(
                                1,
                                "worker1",
                                "here",
                                "127.0.0.1",
                                2,
                                "some",
                                new KernelFacts("6.1", "cubic", 1, 2, 1500))),
                2,
                List.of(new ClockReading(0, 1, 5, -3, 2)),
                List.of(new WireUnit(0, "ddp", 1)),
                "gloo");

        wire.write(run);

        assertThat(wire.read()).isEqualTo(run);
        Path file = folder.resolve("wire.json");
        Files.writeString(file, Files.readString(file).replace("worker1", "worker7"));
        assertThatThrownBy(wire::read).isInstanceOf(WireRecordException.class).hasMessageContaining("is damaged");
    }

    @Test
    void clocksThatDriftAreBroughtTogether() {
        Clocks clocks = new Clocks(List.of(
                new ClockReading(0, 1, 2_000, 30, 4),
                new ClockReading(0, 1, 1_000, 10, 7),
                new ClockReading(1, 1, 50, -40, 1)));

        assertThat(clocks.common(0, 0, 123)).isEqualTo(123);
        assertThat(clocks.common(0, 1, 1_000)).isEqualTo(1_010);
        assertThat(clocks.common(0, 1, 1_500)).isEqualTo(1_520);
        assertThat(clocks.common(0, 1, 3_000)).isEqualTo(3_050);
        assertThat(clocks.common(0, 1, 0)).isEqualTo(-10);
        assertThat(clocks.common(1, 1, 90)).isEqualTo(50);
        assertThat(clocks.errorNanos()).isEqualTo(7);
    }

    private void assertRefused(List<String> lines, String why) throws IOException {
        Path other = folder.resolve("other.jsonl");
        Files.write(other, lines);
        assertThatThrownBy(() -> RankRecord.read(other))
                .isInstanceOf(WireRecordException.class)
                .hasMessageContaining(why);
    }

    @Test
    void whatAMemberDoesAroundItsCallsOfATransportIsItsOwnWork() throws IOException {
        try (RankWriter writer = RankWriter.append(file, new RankHeader("ddp", 7, 1, 0))) {
            StepRecorder recorder = new StepRecorder(writer, clock());
            Transport transport = recorder.timing(new SlowTransport());
            recorder.begin(1);
            now += 50;
            recorder.heard(new TrainingEvent.Computed());
            now += 7;
            transport.send(unread(), 0).await();
            transport.receive(unread(), 0).await();
            now += 4;
            recorder.heard(new TrainingEvent.Exchanged(exchange("gradients")));
            now += 2;
            recorder.heard(new TrainingEvent.Updated());
            recorder.end(1);
        }

        List<WireSpan> spans = RankRecord.read(file).steps().get(0).spans();
        assertThat(spans.stream().map(span -> span.name().kind()))
                .containsExactly(SpanKind.COMPUTE, SpanKind.CODE, SpanKind.EXCHANGE, SpanKind.CODE, SpanKind.UPDATE);
        assertThat(spans.stream().map(WireSpan::nanos)).containsExactly(50L, 7L, 22L, 4L, 2L);
    }

    private static Tensor unread() {
        return TensorScope.compute(
                () -> Tensors.zeros(Device.CPU, DType.FLOAT32, 1).keep());
    }

    /** Each call takes 1 ns, each wait 10. */
    private final class SlowTransport implements Transport {
        @Override
        public int rank() {
            return 1;
        }

        @Override
        public int size() {
            return 2;
        }

        @Override
        public Pending allReduceSum(Tensor vector, List<Integer> members) {
            return begun();
        }

        @Override
        public Pending send(Tensor vector, int to) {
            return begun();
        }

        @Override
        public Pending receive(Tensor into, int from) {
            return begun();
        }

        private Pending begun() {
            now += 1;
            return () -> now += 10;
        }

        @Override
        public void close() {
            now += 1;
        }
    }

    private void write(int session, long from, long to) throws IOException {
        try (RankWriter writer = RankWriter.append(file, new RankHeader("ddp", 7, 1, session))) {
            StepRecorder recorder = new StepRecorder(writer, clock());
            for (long step = from; step <= to; step++) {
                recorder.begin(step);
                now += 10;
                recorder.heard(new TrainingEvent.Computed());
                recorder.end(1);
            }
        }
    }

    private LongSupplier clock() {
        return () -> now;
    }

    private static Exchange exchange(String label) {
        Codec codec = new Identity();
        return new Exchange(
                label,
                Exchange.Operation.ALL_REDUCE,
                List.of(0, 1),
                Exchange.NO_ROOT,
                List.of(new GroupElements("all", 10)),
                codec,
                List.of(40L),
                Release.AFTER_BACKWARD);
    }
}
