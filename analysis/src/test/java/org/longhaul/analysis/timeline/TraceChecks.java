package org.longhaul.analysis.timeline;

import static org.assertj.core.api.Assertions.assertThat;

import java.math.BigDecimal;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Set;
import org.longhaul.analysis.record.timeline.SpanCategory;
import org.longhaul.analysis.record.timeline.Timeline;
import org.longhaul.analysis.record.timeline.TimelineSpan;
import tools.jackson.databind.JsonNode;

/** What trace viewers demand of the events of a file, in the order in which they stand in it. */
final class TraceChecks {

    private static final BigDecimal NANOS_PER_MICRO = BigDecimal.valueOf(1000);

    private TraceChecks() {}

    private record Slice(BigDecimal start, BigDecimal end) {}

    /** Whether an event is a part of an exchange, hidden or exposed. */
    static boolean isPart(JsonNode event) {
        String name = event.get("name").stringValue();
        return event.path("cat").asString("").equals(name + " communication")
                && (name.equals("hidden") || name.equals("exposed"));
    }

    /** Slices nest; tracks have names; arrows begin within a slice and end at the start of one, later. */
    static void check(JsonNode events) {
        Map<String, Deque<Slice>> open = new HashMap<>();
        Map<String, BigDecimal> latest = new HashMap<>();
        Map<String, List<Slice>> all = new HashMap<>();
        Set<String> named = new HashSet<>();
        Set<Integer> processes = new HashSet<>();
        Set<Integer> threads = new HashSet<>();
        Map<Long, JsonNode> begins = new LinkedHashMap<>();
        Map<Long, JsonNode> ends = new LinkedHashMap<>();
        for (JsonNode event : events) {
            String thread = event.get("pid") + "/" + event.get("tid");
            switch (event.get("ph").stringValue()) {
                case "M" -> {
                    if (event.get("name").stringValue().equals("thread_name")) {
                        assertThat(named.add(thread)).isTrue();
                        assertThat(threads.add(event.get("tid").intValue())).isTrue();
                    }
                    processes.add(event.get("pid").intValue());
                }
                case "X" -> {
                    assertThat(event.get("ts").isNumber()).isTrue();
                    assertThat(event.get("dur").isNumber()).isTrue();
                    assertThat(named).contains(thread);
                    Slice slice = slice(event);
                    assertThat(slice.start()).isGreaterThanOrEqualTo(latest.getOrDefault(thread, BigDecimal.ZERO));
                    assertThat(slice.end()).isGreaterThan(slice.start());
                    latest.put(thread, slice.start());
                    nest(open.computeIfAbsent(thread, t -> new ArrayDeque<>()), slice, thread);
                    all.computeIfAbsent(thread, t -> new ArrayList<>()).add(slice);
                }
                case "s" -> {
                    BigDecimal at = event.get("ts").decimalValue();
                    assertThat(all.get(thread)).anyMatch(s -> contains(s, at));
                    assertThat(begins.put(event.get("id").longValue(), event)).isNull();
                }
                case "f" -> {
                    BigDecimal at = event.get("ts").decimalValue();
                    assertThat(event.get("bp").stringValue()).isEqualTo("e");
                    assertThat(all.get(thread)).anyMatch(s -> s.start().compareTo(at) == 0);
                    assertThat(ends.put(event.get("id").longValue(), event)).isNull();
                }
                default -> assertThat(event.get("ph").stringValue()).isEqualTo("C");
            }
        }
        assertThat(processes).doesNotContainAnyElementsOf(threads);
        assertThat(begins.keySet()).containsExactlyInAnyOrderElementsOf(ends.keySet());
        begins.forEach((id, begin) -> {
            JsonNode end = Objects.requireNonNull(ends.get(id));
            assertThat(begin.get("ts").decimalValue()).isLessThan(end.get("ts").decimalValue());
            assertThat(begin.get("name")).isEqualTo(end.get("name"));
            assertThat(begin.get("cat")).isEqualTo(end.get("cat"));
            assertThat(begin.get("tid")).isNotEqualTo(end.get("tid"));
        });
    }

    private static Slice slice(JsonNode event) {
        BigDecimal start = event.get("ts").decimalValue();
        return new Slice(start, start.add(event.get("dur").decimalValue()));
    }

    private static boolean contains(Slice slice, BigDecimal time) {
        return slice.start().compareTo(time) <= 0 && time.compareTo(slice.end()) < 0;
    }

    // Starts do not go back, so that a slice that starts before the end of an open one must end with it or before.
    private static void nest(Deque<Slice> open, Slice slice, String thread) {
        while (!open.isEmpty() && open.peek().end().compareTo(slice.start()) <= 0) {
            open.pop();
        }
        if (!open.isEmpty()) {
            assertThat(slice.end())
                    .as("track %s at %s", thread, slice.start())
                    .isLessThanOrEqualTo(open.peek().end());
        }
        open.push(slice);
    }

    /** The parts of the exchanges sum to them, and the hidden ones to what the workers compute meanwhile. */
    static void checkParts(JsonNode events, Timeline timeline) {
        long hidden = 0;
        long whole = 0;
        for (JsonNode event : events) {
            if (event.get("ph").stringValue().equals("X") && isPart(event)) {
                long nanos = event.get("dur")
                        .decimalValue()
                        .multiply(NANOS_PER_MICRO)
                        .longValueExact();
                whole += nanos;
                hidden += event.get("name").stringValue().equals("hidden") ? nanos : 0;
            }
        }
        long exchanged = 0;
        long computed = 0;
        for (TimelineSpan exchange : timeline.spans()) {
            if (exchange.category() != SpanCategory.EXCHANGE) {
                continue;
            }
            exchanged += exchange.endNanos() - exchange.startNanos();
            for (TimelineSpan span : timeline.spans()) {
                if (span.category() == SpanCategory.COMPUTE && span.worker() == exchange.worker()) {
                    long from = Math.max(span.startNanos(), exchange.startNanos());
                    computed += Math.max(0, Math.min(span.endNanos(), exchange.endNanos()) - from);
                }
            }
        }
        assertThat(whole).isEqualTo(exchanged);
        assertThat(hidden).isEqualTo(computed);
    }
}
