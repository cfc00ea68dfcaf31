package org.longhaul.analysis.timeline;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.SpanCategory;
import org.longhaul.analysis.record.ThroughputSample;
import org.longhaul.analysis.record.Timeline;
import org.longhaul.analysis.record.TimelineSpan;
import org.longhaul.analysis.record.WorkerTime;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the time lines of a run as Chrome trace-event JSON, the form that Perfetto opens.
 *
 * <p>A process per method and seed, a thread per worker, a complete event per span, a counter per link and direction. Times are
 * microseconds with three decimals, so that no nanosecond is lost. Events of a thread are in order of time; the file is streamed.
 *
 * @see <a href="https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU">Trace Event Format, sections
 *     "Complete Events", "Counter Events" and "Metadata Events"</a>
 */
public final class TraceEventWriter {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    private final JsonGenerator json;

    private TraceEventWriter(JsonGenerator json) {
        this.json = json;
    }

    /** Writes the file; methods without a recorded time line are left out. */
    public static void write(RunRecord run, Path file) {
        try (OutputStream out = new BufferedOutputStream(Files.newOutputStream(file))) {
            write(run, out);
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** Writes the events to a stream and flushes it. */
    public static void write(RunRecord run, OutputStream out) {
        try (JsonGenerator json = MAPPER.createGenerator(out)) {
            json.writeStartObject();
            json.writeStringProperty("displayTimeUnit", "ms");
            json.writeName("otherData");
            json.writeStartObject();
            json.writeStringProperty("run", run.runId());
            json.writeStringProperty("scenario", run.name());
            json.writeStringProperty("clock", "simulated");
            json.writeEndObject();
            json.writeName("traceEvents");
            json.writeStartArray();
            TraceEventWriter writer = new TraceEventWriter(json);
            int process = 0;
            for (MethodRecord method : run.methods()) {
                if (method.timeline() != null) {
                    boolean several = run.seedsOf(method.label()).size() > 1;
                    writer.method(
                            ++process,
                            several ? method.label() + " (seed " + method.seed() + ")" : method.label(),
                            method,
                            method.timeline());
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private void method(int process, String name, MethodRecord method, Timeline timeline) {
        metadata(process, 0, "process_name", "name", name);
        metadata(process, 0, "process_sort_index", "sort_index", process);
        for (Map.Entry<Integer, String> worker : workerNames(method, timeline).entrySet()) {
            metadata(process, worker.getKey() + 1, "thread_name", "name", worker.getValue());
            metadata(process, worker.getKey() + 1, "thread_sort_index", "sort_index", worker.getKey());
        }
        List<TimelineSpan> spans = timeline.spans().stream()
                .sorted(Comparator.comparingInt(TimelineSpan::worker)
                        .thenComparingLong(TimelineSpan::startNanos)
                        .thenComparingLong(TimelineSpan::endNanos))
                .toList();
        for (TimelineSpan span : spans) {
            span(process, span);
        }
        for (ThroughputSample sample : timeline.throughput()) {
            counter(process, sample);
        }
    }

    private static Map<Integer, String> workerNames(MethodRecord method, Timeline timeline) {
        Map<Integer, String> names = new TreeMap<>();
        for (TimelineSpan span : timeline.spans()) {
            names.put(span.worker(), "worker " + span.worker());
        }
        for (WorkerTime worker : method.workers()) {
            if (worker.site() != null) {
                names.computeIfPresent(worker.worker(), (number, name) -> name + " (" + worker.site() + ")");
            }
        }
        return names;
    }

    private void metadata(int process, int thread, String event, String key, Object value) {
        begin("M", event, process, thread);
        json.writeName("args");
        json.writeStartObject();
        json.writePOJOProperty(key, value);
        json.writeEndObject();
        json.writeEndObject();
    }

    private void span(int process, TimelineSpan span) {
        begin("X", span.label(), process, span.worker() + 1);
        json.writeStringProperty("cat", category(span.category()));
        micros("ts", span.startNanos());
        micros("dur", span.endNanos() - span.startNanos());
        json.writeEndObject();
    }

    private void counter(int process, ThroughputSample sample) {
        begin("C", sample.link() + ": " + sample.from() + " to " + sample.to(), process, 0);
        micros("ts", sample.timeNanos());
        json.writeName("args");
        json.writeStartObject();
        json.writeNumberProperty("Gbit/s", sample.bitsPerSecond() / 1e9);
        json.writeEndObject();
        json.writeEndObject();
    }

    private void begin(String phase, String name, int process, int thread) {
        json.writeStartObject();
        json.writeStringProperty("ph", phase);
        json.writeStringProperty("name", name);
        json.writeNumberProperty("pid", process);
        json.writeNumberProperty("tid", thread);
    }

    private void micros(String name, long nanos) {
        json.writeName(name);
        json.writeNumber(String.format(Locale.ROOT, "%d.%03d", nanos / 1000, nanos % 1000));
    }

    private static String category(SpanCategory category) {
        return switch (category) {
            case COMPUTE -> "compute";
            case EXPOSED_COMMUNICATION -> "exposed communication";
            case WAITING -> "waiting";
            case IDLE -> "idle";
        };
    }
}
