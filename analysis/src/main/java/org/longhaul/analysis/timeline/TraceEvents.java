package org.longhaul.analysis.timeline;

import java.math.BigDecimal;
import java.util.Map;
import tools.jackson.core.JsonGenerator;

/** Writes single trace events, and numbers processes, threads and arrows so that no number stands for two. */
final class TraceEvents {

    private final JsonGenerator json;
    private int lastId;
    private long lastFlow;

    TraceEvents(JsonGenerator json) {
        this.json = json;
    }

    /** A number for a process or a thread; none is given twice, so that no viewer takes a thread for a main thread. */
    int newId() {
        return ++lastId;
    }

    long newFlow() {
        return ++lastFlow;
    }

    /** Starts a process. */
    int process(String name, String labels) {
        int process = newId();
        metadata(process, 0, "process_name", "name", name);
        metadata(process, 0, "process_sort_index", "sort_index", process);
        if (!labels.isEmpty()) {
            metadata(process, 0, "process_labels", "labels", labels);
        }
        return process;
    }

    /** Starts a thread, below those that were started before. */
    int thread(int process, String name) {
        int thread = newId();
        metadata(process, thread, "thread_name", "name", name);
        metadata(process, thread, "thread_sort_index", "sort_index", thread);
        return thread;
    }

    private void metadata(int process, int thread, String event, String key, Object value) {
        begin("M", event, process, thread);
        args(Map.of(key, value));
        json.writeEndObject();
    }

    /** A complete event. */
    void slice(
            int process,
            int thread,
            String name,
            String category,
            long startNanos,
            long endNanos,
            Map<String, Object> args) {
        begin("X", name, process, thread);
        json.writeStringProperty("cat", category);
        micros("ts", startNanos);
        micros("dur", endNanos - startNanos);
        args(args);
        json.writeEndObject();
    }

    /** Where an arrow begins: at the slice of the thread that is innermost at that time. */
    void arrowFrom(int process, int thread, String name, long flow, long nanos) {
        arrow("s", process, thread, name, flow, nanos);
        json.writeEndObject();
    }

    /** Where an arrow ends. */
    void arrowTo(int process, int thread, String name, long flow, long nanos) {
        arrow("f", process, thread, name, flow, nanos);
        json.writeStringProperty("bp", "e");
        json.writeEndObject();
    }

    private void arrow(String phase, int process, int thread, String name, long flow, long nanos) {
        begin(phase, name, process, thread);
        json.writeStringProperty("cat", "last to arrive");
        json.writeNumberProperty("id", flow);
        micros("ts", nanos);
    }

    /** The value of a counter from a time on. */
    void counter(int process, String name, String series, long nanos, double value) {
        begin("C", name, process, 0);
        micros("ts", nanos);
        args(Map.of(series, value));
        json.writeEndObject();
    }

    private void begin(String phase, String name, int process, int thread) {
        json.writeStartObject();
        json.writeStringProperty("ph", phase);
        json.writeStringProperty("name", name);
        json.writeNumberProperty("pid", process);
        json.writeNumberProperty("tid", thread);
    }

    private void args(Map<String, Object> args) {
        json.writeName("args");
        json.writeStartObject();
        args.forEach(json::writePOJOProperty);
        json.writeEndObject();
    }

    private void micros(String name, long nanos) {
        json.writeName(name);
        json.writeNumber(BigDecimal.valueOf(nanos, 3));
    }
}
