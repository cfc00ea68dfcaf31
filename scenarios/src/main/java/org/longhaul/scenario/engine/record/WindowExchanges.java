package org.longhaul.scenario.engine.record;

import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.network.Volume;
import org.longhaul.analysis.record.timeline.TimelineExchange;
import org.longhaul.scenario.engine.plan.SettingWords;
import org.longhaul.simulator.timeline.BoundedTimeline;
import org.longhaul.simulator.timeline.Category;
import org.longhaul.simulator.timeline.Span;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.result.ExchangeTiming;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.StepTimes;

/** Keeps the exchanges that spans of a window can belong to, and numbers those that are shown. */
final class WindowExchanges implements ExecutionListener {
    private final BoundedTimeline window;
    private final long fromNanos;
    private final long untilNanos;
    private final double wirePerPayload;
    private final Map<Place, ExchangeTiming> known = new HashMap<>();
    private final Map<Place, Integer> numbers = new HashMap<>();
    private final List<TimelineExchange> shown = new ArrayList<>();
    private long wholeSteps;

    WindowExchanges(BoundedTimeline window, long fromNanos, long untilNanos, double wirePerPayload) {
        this.window = window;
        this.fromNanos = fromNanos;
        this.untilNanos = untilNanos;
        this.wirePerPayload = wirePerPayload;
    }

    private record Place(long step, int exchange) {}

    @Override
    public boolean wantsEstimates() {
        return false;
    }

    @Override
    public void stepCompleted(long step, long endNanos, StepTimes times) {
        if (!window.isFull()) {
            wholeSteps = step + 1;
        }
    }

    // A member waits from the first arrival on at the earliest.
    @Override
    public void exchangeCompleted(ExchangeTiming exchange) {
        if (exchange.endNanos() > fromNanos && exchange.firstArrivalNanos() < untilNanos) {
            known.put(new Place(exchange.step(), exchange.index()), exchange);
        }
    }

    /** Steps whose spans were all kept. */
    long wholeSteps() {
        return wholeSteps;
    }

    /** The exchanges that were asked for, by number. */
    List<TimelineExchange> shown() {
        return List.copyOf(shown);
    }

    /** The number of the exchange that a span was spent on; null when it was spent on none, or on one that was broken off. */
    @Nullable
    Integer show(Span span) {
        if (span.exchange() == Span.NONE) {
            return null;
        }
        Place place = new Place(span.exchangeStep(), span.exchange());
        ExchangeTiming ended = known.get(place);
        if (ended != null) {
            return numbers.computeIfAbsent(place, each -> number(ended));
        }
        // Who waits for one that is broken off has waited; the exchange itself has a span once it has ended.
        if (span.category() != Category.EXCHANGE) {
            return null;
        }
        throw new IllegalStateException("no exchange " + place.exchange() + " of step " + place.step()
                + " ended, but a span of the time line was spent on it");
    }

    private int number(ExchangeTiming exchange) {
        ExchangeSpec spec = exchange.spec();
        int members = spec.workers().size();
        shown.add(new TimelineExchange(
                exchange.step() + 1,
                spec.label(),
                SettingWords.kebab(spec.pattern()),
                exchange.collective(),
                members,
                ranges(spec.workers()),
                new Volume(
                        spec.trainedBytes(), spec.bytes(), Math.round(wirePerPayload * exchange.sentBytes() / members)),
                exchange.lastWorker(),
                exchange.firstArrivalNanos(),
                exchange.lastArrivalNanos(),
                exchange.startNanos(),
                exchange.endNanos()));
        return shown.size() - 1;
    }

    /** Numbers in order, those that follow one another as a range. */
    static String ranges(List<Integer> workers) {
        StringBuilder text = new StringBuilder();
        int first = -1;
        int last = -1;
        for (int worker : new TreeSet<>(workers)) {
            if (first >= 0 && worker == last + 1) {
                last = worker;
                continue;
            }
            append(text, first, last);
            first = worker;
            last = worker;
        }
        append(text, first, last);
        return text.toString();
    }

    private static void append(StringBuilder text, int first, int last) {
        if (first < 0) {
            return;
        }
        text.append(text.length() == 0 ? "" : ", ").append(first);
        if (last > first) {
            text.append('-').append(last);
        }
    }
}
