package org.longhaul.analysis.timeline;

import java.io.BufferedOutputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.disturbance.Disturbances;
import org.longhaul.analysis.record.disturbance.IncidentRecord;
import org.longhaul.analysis.record.timeline.Timeline;
import tools.jackson.core.JsonGenerator;
import tools.jackson.databind.json.JsonMapper;

/**
 * Writes the time lines of a run as Chrome trace-event JSON, the form that Perfetto opens.
 *
 * <p>A process per method and seed; which steps of how many it shows is its label, and among the file's {@code otherData}. A
 * worker has a track of its own time, a slice per step and in it what the worker did, and below it tracks of its exchanges, a
 * slice each, in which slices named {@code hidden} and {@code exposed} tell when the worker computed meanwhile and when not.
 * Arrows lead from what kept the last member to an exchange to the parts of the others. Where faults are part of a run, tracks
 * named {@code network} and the link or node hold its incidents over the whole run, those that overlap on further tracks, and
 * a counter the pace of the steps.
 *
 * <p>Times are numbers of microseconds with three decimals, so that no nanosecond is lost. Slices of a track are in order of
 * time, the longer first at equal starts, and either lie within each other or apart. Every arrow's id occurs twice, at its
 * beginning and, later, at its end. The file is streamed.
 *
 * @see <a href="https://docs.google.com/document/d/1CvAClvFfyA5R-PhYUmn5OOQtYMH4h6I0nSsKchNAySU">Trace Event Format, sections
 *     "Complete Events", "Counter Events", "Flow Events" and "Metadata Events"</a>
 */
public final class TraceEventWriter {

    private static final JsonMapper MAPPER = JsonMapper.shared();
    private static final double NANOS_PER_SECOND = 1e9;

    private final RunRecord run;
    private final JsonGenerator json;
    private final TraceEvents events;

    private TraceEventWriter(RunRecord run, JsonGenerator json) {
        this.run = run;
        this.json = json;
        this.events = new TraceEvents(json);
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
            new TraceEventWriter(run, json).write();
        }
    }

    private void write() {
        json.writeStartObject();
        json.writeStringProperty("displayTimeUnit", "ms");
        json.writeName("otherData");
        json.writeStartObject();
        json.writeStringProperty("run", run.runId());
        json.writeStringProperty("scenario", run.name());
        json.writeStringProperty("clock", "simulated");
        for (MethodRecord method : run.methods()) {
            if (method.timeline() != null) {
                json.writeStringProperty(name(method), window(method, method.timeline()));
            }
        }
        json.writeEndObject();
        json.writeName("traceEvents");
        json.writeStartArray();
        for (MethodRecord method : run.methods()) {
            method(method);
        }
        json.writeEndArray();
        json.writeEndObject();
    }

    private String name(MethodRecord method) {
        boolean several = run.seedsOf(method.label()).size() > 1;
        return several ? method.label() + " (seed " + method.seed() + ")" : method.label();
    }

    private static String window(MethodRecord method, Timeline timeline) {
        String steps = timeline.firstStep() == timeline.lastStep()
                ? "step " + timeline.firstStep()
                : "steps " + timeline.firstStep() + " to " + timeline.lastStep();
        return steps + " of " + method.totals().steps()
                + (timeline.complete() ? "" : ", without what happened late in them");
    }

    private void method(MethodRecord method) {
        Timeline timeline = method.timeline();
        Disturbances disturbances = method.disturbances();
        if (timeline == null && disturbances == null) {
            return;
        }
        int process = events.process(name(method), timeline == null ? "" : window(method, timeline));
        if (disturbances != null) {
            network(process, method, disturbances);
        }
        if (timeline != null) {
            new WorkerTracks(events, process, method, timeline).write();
        }
    }

    /** Incidents by element, and the pace of the steps. */
    private void network(int process, MethodRecord method, Disturbances disturbances) {
        long end = method.totals().simulatedNanos();
        Map<String, List<IncidentRecord>> elements = new LinkedHashMap<>();
        for (IncidentRecord incident : disturbances.incidents()) {
            incident.elements().forEach(element -> elements.computeIfAbsent(element, e -> new ArrayList<>())
                    .add(incident));
        }
        for (Map.Entry<String, List<IncidentRecord>> element : elements.entrySet()) {
            List<List<IncidentRecord>> lanes =
                    Lanes.of(element.getValue(), IncidentRecord::startNanos, incident -> incident.endNanosWithin(end));
            for (int lane = 0; lane < lanes.size(); lane++) {
                String name = "network: " + element.getKey() + (lane == 0 ? "" : " (" + (lane + 1) + ")");
                int thread = events.thread(process, name);
                for (IncidentRecord incident : lanes.get(lane)) {
                    incident(process, thread, incident, end);
                }
            }
        }
        int parts = disturbances.pace().size();
        for (int part = 0; part < parts; part++) {
            double pace = disturbances.pace().get(part) * parts * NANOS_PER_SECOND / Math.max(1, end);
            events.counter(process, "steps per second", "steps/s", Math.round((double) end / parts * part), pace);
        }
    }

    private void incident(int process, int thread, IncidentRecord incident, long runNanos) {
        Map<String, Object> args = new LinkedHashMap<>();
        args.put("fault", incident.fault());
        Long cost = incident.costNanos();
        if (cost != null) {
            args.put("cost, s", cost / NANOS_PER_SECOND);
        }
        events.slice(
                process,
                thread,
                incident.label(),
                incident.kind().name().toLowerCase(Locale.ROOT),
                incident.startNanos(),
                incident.endNanosWithin(runNanos),
                args);
    }
}
