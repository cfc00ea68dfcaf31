package org.longhaul.analysis.timeline;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.TreeMap;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.WorkerTime;
import org.longhaul.analysis.record.timeline.SpanCategory;
import org.longhaul.analysis.record.timeline.Timeline;
import org.longhaul.analysis.record.timeline.TimelineExchange;
import org.longhaul.analysis.record.timeline.TimelineSpan;

/**
 * The tracks of a method's workers: one of each worker's own time, and below it as many as its exchanges need, since they go
 * on beside it and beside each other. What an exchange hides behind compute and what it does not are slices within it.
 */
final class WorkerTracks {

    private static final double NANOS_PER_SECOND = 1e9;
    /** An arrow begins so long before the arrival, within the slice that leads to it. */
    private static final long BEFORE_ARRIVAL_NANOS = 1;

    private final TraceEvents events;
    private final int process;
    private final Timeline timeline;
    private final Map<Integer, Worker> workers = new TreeMap<>();
    /** By exchange: the arrows from the last to arrive, by the worker that they point to; none where nothing leads to it. */
    private final Map<Integer, Map<Integer, Long>> arrows = new HashMap<>();

    /** What one worker does, by start. */
    private static final class Worker {
        private final List<TimelineSpan> own = new ArrayList<>();
        private final List<TimelineSpan> exchanges = new ArrayList<>();
        private final List<Integer> arrivedLast = new ArrayList<>();
        private String name = "";
    }

    WorkerTracks(TraceEvents events, int process, MethodRecord method, Timeline timeline) {
        this.events = events;
        this.process = process;
        this.timeline = timeline;
        for (TimelineSpan span : timeline.spans()) {
            Worker worker = workers.computeIfAbsent(span.worker(), number -> new Worker());
            worker.name = "worker " + span.worker();
            (span.category() == SpanCategory.EXCHANGE ? worker.exchanges : worker.own).add(span);
        }
        for (WorkerTime time : method.workers()) {
            Worker worker = workers.get(time.worker());
            if (worker != null && time.site() != null) {
                worker.name += " (" + time.site() + ")";
            }
        }
        workers.values()
                .forEach(worker -> worker.own.sort(
                        Comparator.comparingLong(TimelineSpan::startNanos).thenComparingLong(TimelineSpan::endNanos)));
        findArrows();
    }

    /** An arrow for each member but the last, where a slice of the last one's own time leads to its arrival. */
    private void findArrows() {
        for (int i = 0; i < timeline.exchanges().size(); i++) {
            TimelineExchange exchange = timeline.exchanges().get(i);
            Worker last = workers.get(exchange.lastWorker());
            if (last != null && keptOthers(exchange) && leadsTo(last.own, exchange.lastArrivalNanos())) {
                arrows.put(i, new LinkedHashMap<>());
                last.arrivedLast.add(i);
            }
        }
        for (TimelineSpan span : timeline.spans()) {
            if (span.category() == SpanCategory.EXCHANGE) {
                int exchange = exchange(span);
                Map<Integer, Long> found = arrows.get(exchange);
                if (found != null
                        && span.worker() != timeline.exchanges().get(exchange).lastWorker()) {
                    found.put(span.worker(), events.newFlow());
                }
            }
        }
        for (Worker worker : workers.values()) {
            worker.arrivedLast.sort(
                    Comparator.comparingLong(i -> timeline.exchanges().get(i).lastArrivalNanos()));
        }
    }

    private static boolean keptOthers(TimelineExchange exchange) {
        return exchange.lastArrivalNanos() > exchange.firstArrivalNanos();
    }

    private static boolean leadsTo(List<TimelineSpan> own, long arrivalNanos) {
        int low = 0;
        int high = own.size();
        while (low < high) {
            int middle = (low + high) / 2;
            if (own.get(middle).endNanos() < arrivalNanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low < own.size() && own.get(low).startNanos() < arrivalNanos;
    }

    private static int exchange(TimelineSpan span) {
        Integer exchange = span.exchange();
        if (exchange == null) {
            throw new IllegalStateException("the span '" + span.label() + "' belongs to no exchange");
        }
        return exchange;
    }

    /** Writes all tracks. */
    void write() {
        for (Worker worker : workers.values()) {
            own(worker);
            List<List<TimelineSpan>> lanes =
                    Lanes.of(worker.exchanges, TimelineSpan::startNanos, TimelineSpan::endNanos);
            long[] computing = computing(worker.own);
            for (int lane = 0; lane < lanes.size(); lane++) {
                String name = worker.name + ": exchanges" + (lane == 0 ? "" : " (" + (lane + 1) + ")");
                int thread = events.thread(process, name);
                for (TimelineSpan span : lanes.get(lane)) {
                    exchange(thread, span, computing);
                }
            }
        }
    }

    private void own(Worker worker) {
        int thread = events.thread(process, worker.name);
        Long step = null;
        int next = 0;
        for (int i = 0; i < worker.own.size(); i++) {
            TimelineSpan span = worker.own.get(i);
            if (span.step() != null && !span.step().equals(step)) {
                long end = worker.own.get(lastOfStep(worker.own, i)).endNanos();
                events.slice(
                        process,
                        thread,
                        "step " + span.step(),
                        "step",
                        span.startNanos(),
                        end,
                        Map.of("step", span.step()));
            }
            step = span.step();
            Map<String, Object> args = new LinkedHashMap<>();
            if (step != null) {
                args.put("step", step);
            }
            if (span.exchange() != null) {
                describe(timeline.exchanges().get(exchange(span)), args);
            }
            events.slice(
                    process, thread, span.label(), category(span.category()), span.startNanos(), span.endNanos(), args);
            next = arrowsFrom(worker, thread, span, next);
        }
    }

    private static int lastOfStep(List<TimelineSpan> own, int first) {
        int last = first;
        while (last + 1 < own.size()
                && Objects.equals(own.get(first).step(), own.get(last + 1).step())) {
            last++;
        }
        return last;
    }

    private int arrowsFrom(Worker worker, int thread, TimelineSpan span, int first) {
        int next = first;
        while (next < worker.arrivedLast.size()) {
            int index = worker.arrivedLast.get(next);
            TimelineExchange exchange = timeline.exchanges().get(index);
            if (exchange.lastArrivalNanos() > span.endNanos()) {
                return next;
            }
            for (long flow : arrows.getOrDefault(index, Map.of()).values()) {
                events.arrowFrom(
                        process, thread, exchange.label(), flow, exchange.lastArrivalNanos() - BEFORE_ARRIVAL_NANOS);
            }
            next++;
        }
        return next;
    }

    private void exchange(int thread, TimelineSpan span, long[] computing) {
        int index = exchange(span);
        TimelineExchange exchange = timeline.exchanges().get(index);
        long[] parts = parts(span, computing);
        long hidden = 0;
        for (int i = 1; i + 1 < parts.length; i += 2) {
            hidden += parts[i + 1] - parts[i];
        }
        long exposed = span.endNanos() - span.startNanos() - hidden;
        Map<String, Object> args = new LinkedHashMap<>();
        args.put("step", exchange.step());
        describe(exchange, args);
        args.put("hidden, s", hidden / NANOS_PER_SECOND);
        args.put("exposed, s", exposed / NANOS_PER_SECOND);
        args.put(
                "from the last arrival to the start, s",
                (exchange.startNanos() - exchange.lastArrivalNanos()) / NANOS_PER_SECOND);
        args.put(
                "from the start to the last member's end, s",
                (exchange.endNanos() - exchange.startNanos()) / NANOS_PER_SECOND);
        events.slice(
                process, thread, span.label(), category(span.category()), span.startNanos(), span.endNanos(), args);
        Long flow = arrows.getOrDefault(index, Map.of()).get(span.worker());
        if (flow != null) {
            events.arrowTo(process, thread, exchange.label(), flow, span.startNanos());
        }
        for (int i = 0; i + 1 < parts.length; i++) {
            if (parts[i + 1] > parts[i]) {
                String part = i % 2 == 0 ? "exposed" : "hidden";
                events.slice(process, thread, part, part + " communication", parts[i], parts[i + 1], Map.of());
            }
        }
    }

    private static void describe(TimelineExchange exchange, Map<String, Object> args) {
        args.put("exchange begun in step", exchange.step());
        args.put("pattern", exchange.pattern());
        args.put("collective", exchange.collective());
        args.put("members", exchange.members());
        args.put("workers", exchange.workers());
        if (keptOthers(exchange)) {
            args.put("last to arrive", "worker " + exchange.lastWorker());
        }
        args.put("bytes of the trained vector", exchange.each().vectorBytes());
        args.put("bytes charged", exchange.each().chargedBytes());
        args.put("bytes on links, mean of members", exchange.each().linkBytes());
    }

    /** When a worker begins and ends to compute, in turns; adjoining computations are one. */
    private static long[] computing(List<TimelineSpan> own) {
        long[] times = new long[2 * own.size()];
        int count = 0;
        for (TimelineSpan span : own) {
            if (span.category() != SpanCategory.COMPUTE || span.endNanos() == span.startNanos()) {
                continue;
            }
            if (count > 0 && times[count - 1] == span.startNanos()) {
                count--;
            } else {
                times[count++] = span.startNanos();
            }
            times[count++] = span.endNanos();
        }
        return Arrays.copyOf(times, count);
    }

    /** A span's start, then the times within it at which its worker begins and ends to compute in turns, then its end. */
    private static long[] parts(TimelineSpan span, long[] computing) {
        int first = Arrays.binarySearch(computing, span.startNanos());
        first = first < 0 ? -first - 1 : first;
        boolean within = first % 2 == 1;
        int last = first;
        while (last < computing.length && computing[last] < span.endNanos()) {
            last++;
        }
        int lead = within ? 2 : 1;
        long[] parts = new long[lead + last - first + 1];
        Arrays.fill(parts, 0, lead, span.startNanos());
        System.arraycopy(computing, first, parts, lead, last - first);
        parts[parts.length - 1] = span.endNanos();
        return parts;
    }

    private static String category(SpanCategory category) {
        return switch (category) {
            case COMPUTE -> "compute";
            case EXPOSED_COMMUNICATION -> "exposed communication";
            case WAITING -> "waiting";
            case IDLE -> "idle";
            case EXCHANGE -> "exchange";
        };
    }
}
