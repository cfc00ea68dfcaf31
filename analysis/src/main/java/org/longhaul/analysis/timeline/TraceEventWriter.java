package org.longhaul.analysis.timeline;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.TreeMap;
import org.longhaul.analysis.record.Disturbances;
import org.longhaul.analysis.record.IncidentRecord;
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
 * <p>A process per method and seed, a thread per worker, a complete event per span, a counter per link and direction. Where
 * faults are part of a run, threads named {@code network} and the link or node hold its incidents over the whole run, those that
 * overlap on further threads, and a counter the pace of the steps. Times are microseconds with three decimals, so that no nanosecond is lost. Events of a thread are in order of time; the file is streamed.
 *
 * @see <a href="https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU">Trace Event Format, sections
 *     "Complete Events", "Counter Events" and "Metadata Events"</a>
 */
public final class TraceEventWriter {

    private static final JsonMapper MAPPER = JsonMapper.shared();

    /** Above all worker numbers. */
    private static final int FIRST_NETWORK_THREAD = 10_000_000;

    private final JsonGenerator json;

    private TraceEventWriter(JsonGenerator json) {
        this.json = json;
    }

    /** Writes the file; methods with neither a recorded time line nor incidents are left out. */
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
                Timeline timeline = method.timeline();
                Disturbances disturbances = method.disturbances();
                if (timeline != null || disturbances != null) {
                    boolean several = run.seedsOf(method.label()).size() > 1;
                    writer.process(
                            ++process, several ? method.label() + " (seed " + method.seed() + ")" : method.label());
                    if (timeline != null) {
                        writer.method(process, method, timeline);
                    }
                    if (disturbances != null) {
                        writer.network(process, method, disturbances);
                    }
                }
            }
            json.writeEndArray();
            json.writeEndObject();
        }
    }

    private void process(int process, String name) {
        metadata(process, 0, "process_name", "name", name);
        metadata(process, 0, "process_sort_index", "sort_index", process);
    }

    /** Incidents by element, and the pace of the steps. */
    private void network(int process, MethodRecord method, Disturbances disturbances) {
        long end = method.totals().simulatedNanos();
        Map<String, List<IncidentRecord>> elements = new LinkedHashMap<>();
        for (IncidentRecord incident : disturbances.incidents()) {
            incident.elements().forEach(element -> elements.computeIfAbsent(element, e -> new ArrayList<>())
                    .add(incident));
        }
        int thread = FIRST_NETWORK_THREAD;
        for (Map.Entry<String, List<IncidentRecord>> element : elements.entrySet()) {
            List<List<IncidentRecord>> lanes = lanes(element.getValue(), end);
            for (int lane = 0; lane < lanes.size(); lane++) {
                String name = "network: " + element.getKey() + (lane == 0 ? "" : " (" + (lane + 1) + ")");
                metadata(process, thread, "thread_name", "name", name);
                metadata(process, thread, "thread_sort_index", "sort_index", thread - 2 * FIRST_NETWORK_THREAD);
                for (IncidentRecord incident : lanes.get(lane)) {
                    incident(process, thread, incident, end);
                }
                thread++;
            }
        }
        int parts = disturbances.pace().size();
        for (int part = 0; part < parts; part++) {
            begin("C", "steps per second", process, 0);
            long from = Math.round((double) end / parts * part);
            micros("ts", from);
            json.writeName("args");
            json.writeStartObject();
            json.writeNumberProperty("steps/s", disturbances.pace().get(part) * parts * 1e9 / Math.max(1, end));
            json.writeEndObject();
            json.writeEndObject();
        }
    }

    /** Incidents shared out so that those of one lane do not overlap, each in the first lane that is free. */
    private static List<List<IncidentRecord>> lanes(List<IncidentRecord> incidents, long runNanos) {
        List<List<IncidentRecord>> lanes = new ArrayList<>();
        for (IncidentRecord incident : incidents) {
            int free = 0;
            while (free < lanes.size() && last(lanes.get(free)).endNanosWithin(runNanos) > incident.startNanos()) {
                free++;
            }
            if (free == lanes.size()) {
                lanes.add(new ArrayList<>());
            }
            lanes.get(free).add(incident);
        }
        return lanes;
    }

    private static IncidentRecord last(List<IncidentRecord> lane) {
        return lane.get(lane.size() - 1);
    }

    private void incident(int process, int thread, IncidentRecord incident, long runNanos) {
        begin("X", incident.label(), process, thread);
        json.writeStringProperty("cat", incident.kind().name().toLowerCase(Locale.ROOT));
        micros("ts", incident.startNanos());
        micros("dur", incident.endNanosWithin(runNanos) - incident.startNanos());
        json.writeName("args");
        json.writeStartObject();
        json.writeStringProperty("fault", incident.fault());
        Long cost = incident.costNanos();
        if (cost != null) {
            json.writeNumberProperty("cost, s", cost / 1e9);
        }
        json.writeEndObject();
        json.writeEndObject();
    }

    private void method(int process, MethodRecord method, Timeline timeline) {
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
