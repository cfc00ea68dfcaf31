package org.longhaul.scenario.engine.record;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.disturbance.Disturbances;
import org.longhaul.analysis.record.disturbance.IncidentRecord;
import org.longhaul.analysis.record.timeline.SpanCategory;
import org.longhaul.analysis.record.timeline.Timeline;
import org.longhaul.analysis.record.timeline.TimelineSpan;
import org.longhaul.simulator.timeline.BoundedTimeline;
import org.longhaul.simulator.timeline.Category;
import org.longhaul.simulator.timeline.Span;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.simulator.workload.Step;

/**
 * Chooses the steps that a time line shows, so that the largest burst of exchanges is among them, and runs the trace once
 * more to see their spans.
 */
final class TimelineWindow {
    private static final int DEFAULT_STEPS = 6;
    private static final int MAX_SPANS = 20_000;

    private final UnitOutcome unit;
    private final double wirePerPayload;

    /**
     * Of a unit that is over.
     *
     * @param wirePerPayload bytes on the wire for each byte of payload
     */
    TimelineWindow(UnitOutcome unit, double wirePerPayload) {
        this.unit = unit;
        this.wirePerPayload = wirePerPayload;
    }

    /**
     * The time line, or null when nothing was simulated.
     *
     * @param disturbances what disturbed the unit: if an incident cost it time, the window shows the costliest one begin
     */
    @Nullable
    Timeline timeline(@Nullable Disturbances disturbances) {
        long steps = unit.execution().steps();
        if (steps == 0 || unit.result() == null) {
            return null;
        }
        Integer wanted = unit.plan().scenario().network().timelineSteps();
        long length = Math.min(steps, wanted == null ? DEFAULT_STEPS : wanted);
        long first = Math.max(0, Math.min(centre(disturbances) - length / 2, steps - length));
        long from = unit.execution().endNanos(first);
        long until = Math.max(from + 1, unit.execution().endNanos(first + length));
        BoundedTimeline window = new BoundedTimeline(from, until, MAX_SPANS);
        WindowExchanges exchanges = new WindowExchanges(window, from, until, wirePerPayload);
        unit.simulation().run(unit.plan().scenario().network().fidelity(), unit.steps(), exchanges, window);
        long last = first + length;
        if (window.isFull() && exchanges.wholeSteps() > first && exchanges.wholeSteps() < last) {
            last = exchanges.wholeSteps();
            until = Math.max(from + 1, unit.execution().endNanos(last));
        }
        List<TimelineSpan> spans = spans(window, exchanges, from, until);
        return new Timeline(from, until, first + 1, last, !window.isFull(), spans, exchanges.shown());
    }

    private long centre(@Nullable Disturbances disturbances) {
        IncidentRecord costliest = null;
        for (IncidentRecord incident : disturbances == null ? List.<IncidentRecord>of() : disturbances.incidents()) {
            if (cost(incident) > cost(costliest)) {
                costliest = incident;
            }
        }
        return costliest == null ? burst() : stepAt(costliest.startNanos());
    }

    private static long cost(@Nullable IncidentRecord incident) {
        Long cost = incident == null ? null : incident.costNanos();
        return cost == null ? 0 : cost;
    }

    /** The step that is under way at a time. */
    private long stepAt(long nanos) {
        long low = 0;
        long high = unit.execution().steps();
        while (low < high) {
            long middle = (low + high) / 2;
            if (unit.execution().endNanos(middle + 1) <= nanos) {
                low = middle + 1;
            } else {
                high = middle;
            }
        }
        return low;
    }

    /** The first step with the most bytes, not counting the very first step if others have as many. */
    private long burst() {
        RunLengthTrace<Step> trace = unit.trace();
        long most = -1;
        long at = 0;
        long start = 0;
        for (RunLengthTrace.Run run : trace.sequence()) {
            long bytes = bytes(trace.dictionary().get(run.step()));
            boolean onlyTheFirst = start == 0 && run.count() == 1;
            if (bytes > most || (bytes == most && at == 0 && !onlyTheFirst)) {
                most = bytes;
                at = start;
            }
            start += run.count();
        }
        return at;
    }

    private static long bytes(Step step) {
        long bytes = 0;
        for (ExchangeSpec exchange : step.exchanges()) {
            bytes += exchange.bytes();
        }
        return bytes;
    }

    private static List<TimelineSpan> spans(BoundedTimeline window, WindowExchanges exchanges, long from, long until) {
        List<TimelineSpan> spans = new ArrayList<>();
        for (Span span : window.spans()) {
            long start = Math.max(from, span.startNanos());
            long end = Math.min(until, span.endNanos());
            if (end > start) {
                spans.add(new TimelineSpan(
                        span.worker(),
                        span.step() == Span.NONE ? null : Long.valueOf(span.step() + 1),
                        category(span.category()),
                        span.label(),
                        exchanges.show(span),
                        start,
                        end));
            }
        }
        spans.sort(Comparator.comparingInt(TimelineSpan::worker).thenComparingLong(TimelineSpan::startNanos));
        return spans;
    }

    private static SpanCategory category(Category category) {
        return switch (category) {
            case COMPUTE -> SpanCategory.COMPUTE;
            case EXPOSED_COMMUNICATION -> SpanCategory.EXPOSED_COMMUNICATION;
            case WAITING_FOR_OTHERS -> SpanCategory.WAITING;
            case IDLE -> SpanCategory.IDLE;
            case EXCHANGE -> SpanCategory.EXCHANGE;
        };
    }
}
