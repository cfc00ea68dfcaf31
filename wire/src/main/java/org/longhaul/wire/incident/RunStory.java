package org.longhaul.wire.incident;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Instant;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.longhaul.wire.record.WholeLines;
import org.longhaul.wire.record.WireFolder;
import org.longhaul.wire.record.WireJson;

/**
 * What happened to a run as a whole.
 *
 * @param sessions in order; empty of a run whose events nobody wrote down
 * @param outages in order of their beginnings, those that did not come about last
 */
public record RunStory(List<WireSession> sessions, List<RunOutage> outages) {
    public RunStory {
        sessions = List.copyOf(sessions);
        outages = List.copyOf(outages);
    }

    /**
     * Reads a run's events. A last line without its end was being written when the process was killed, and is left out.
     *
     * @throws org.longhaul.wire.record.WireRecordException if a line is none of those that this program writes
     */
    public static RunStory read(WireFolder folder) throws IOException {
        Path file = folder.events();
        List<RunEvent> events = new ArrayList<>();
        if (Files.exists(file)) {
            WholeLines.read(
                    file,
                    (where, line) -> events.add(WireJson.value(where, WireJson.tree(where, line), RunEvent.class)));
        }
        return of(events);
    }

    static RunStory of(List<RunEvent> events) {
        Map<Integer, List<RunEvent>> bySession = new TreeMap<>();
        for (RunEvent event : events) {
            bySession
                    .computeIfAbsent(event.session(), each -> new ArrayList<>())
                    .add(event);
        }
        List<WireSession> sessions = new ArrayList<>();
        bySession.forEach((number, own) -> sessions.add(session(number, own)));
        return new RunStory(sessions, outages(events));
    }

    private static WireSession session(int number, List<RunEvent> events) {
        RunEvent first = events.get(0);
        RunEvent began = null;
        Long complete = null;
        RunEvent last = null;
        long before = first.atNanos();
        long alone = 0;
        Instant ended = null;
        String trouble = null;
        for (RunEvent event : events) {
            switch (event.what()) {
                case WAITING -> {
                    // Again, where not all came the first time.
                    began = event;
                    before = event.atNanos();
                    complete = null;
                    last = null;
                    alone = 0;
                    ended = null;
                    trouble = null;
                }
                case JOINED -> {
                    alone = event.atNanos() - before;
                    before = event.atNanos();
                    last = event;
                }
                case COMPLETE -> complete = event.atNanos();
                case BROKEN -> {
                    ended = Instant.parse(event.time());
                    trouble = event.message();
                }
                case DONE -> ended = Instant.parse(event.time());
                case DOWN, UP, FAILED -> {}
            }
        }
        return new WireSession(
                number,
                Instant.parse((began == null ? first : began).time()),
                began == null || complete == null ? null : Long.valueOf(complete - began.atNanos()),
                last == null ? null : last.rank(),
                alone,
                ended,
                trouble);
    }

    private static List<RunOutage> outages(List<RunEvent> events) {
        List<RunOutage> done = new ArrayList<>();
        List<RunOutage> failed = new ArrayList<>();
        Map<String, RunEvent> down = new LinkedHashMap<>();
        for (RunEvent event : events) {
            String place = event.session() + " " + event.link();
            switch (event.what()) {
                case DOWN -> {
                    RunEvent unended = down.put(place, event);
                    if (unended != null) {
                        done.add(outage(unended, unended.atNanos(), null, null));
                    }
                }
                case UP, FAILED -> {
                    RunEvent begun = down.remove(place);
                    Long up = event.what() == RunEvent.What.UP ? event.atNanos() : null;
                    if (begun == null) {
                        failed.add(outage(event, null, up, event.message()));
                    } else {
                        done.add(outage(begun, begun.atNanos(), up, event.message()));
                    }
                }
                case WAITING, JOINED, COMPLETE, BROKEN, DONE -> {}
            }
        }
        down.values().forEach(event -> done.add(outage(event, event.atNanos(), null, null)));
        done.addAll(failed);
        return done;
    }

    private static RunOutage outage(RunEvent event, @Nullable Long down, @Nullable Long up, @Nullable String trouble) {
        return new RunOutage(event.session(), Objects.requireNonNull(event.link()), event.sides(), down, up, trouble);
    }
}
