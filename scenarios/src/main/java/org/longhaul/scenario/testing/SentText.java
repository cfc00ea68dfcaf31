package org.longhaul.scenario.testing;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.Collectors;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.network.ExchangeSummary;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.engine.plan.SettingWords;
import org.longhaul.scenario.trace.StepEvents;
import org.longhaul.simulator.workload.RunLengthTrace;
import org.longhaul.training.communicate.Exchange;

/** Which tensors a method sent in which steps, in words. */
final class SentText {
    private static final int SHOWN = 6;

    private SentText() {}

    /** Steps in a row, the first and the last, counted from 1. */
    private record Steps(long first, long last) {}

    /** One line for each kind of exchange. */
    static String of(MethodSummary method, @Nullable RunLengthTrace<StepEvents> trace) {
        MethodRecord seed = method.seeds().get(0);
        StringBuilder text = new StringBuilder(
                "  " + method.label() + " exchanged " + Quantities.bytes(method.chargedBytes()) + " per worker:");
        Map<String, List<Steps>> steps = new LinkedHashMap<>();
        Map<String, String> tensors = new LinkedHashMap<>();
        if (trace != null) {
            read(trace, steps, tensors);
        }
        for (ExchangeSummary exchange : seed.exchanges()) {
            text.append("\n    ").append(exchange.label()).append(": ").append(exchange.count());
            text.append(exchange.count() == 1 ? " time, " : " times, ");
            text.append(Quantities.bytes(exchange.each().chargedBytes())).append(" each");
            List<Steps> when = steps.get(exchange.label());
            if (when != null) {
                text.append(", after step").append(words(when));
            }
            String what = tensors.get(exchange.label());
            text.append(what == null ? "" : "; tensors: " + what);
        }
        return text.toString();
    }

    private static void read(
            RunLengthTrace<StepEvents> trace, Map<String, List<Steps>> steps, Map<String, String> tensors) {
        long before = 0;
        for (RunLengthTrace.Run run : trace.sequence()) {
            for (Exchange exchange : trace.dictionary().get(run.step()).exchanges()) {
                List<Steps> of = steps.computeIfAbsent(exchange.label(), label -> new ArrayList<>());
                add(of, before + 1, before + run.count());
                tensors.putIfAbsent(exchange.label(), tensors(exchange));
            }
            before += run.count();
        }
    }

    /** Adds steps to those before, which they may go on from. */
    private static void add(List<Steps> steps, long first, long last) {
        Steps latest = steps.isEmpty() ? new Steps(-1, -1) : steps.get(steps.size() - 1);
        if (latest.last() >= first - 1 && !steps.isEmpty()) {
            steps.set(steps.size() - 1, new Steps(latest.first(), Math.max(last, latest.last())));
        } else {
            steps.add(new Steps(first, last));
        }
    }

    private static String tensors(Exchange exchange) {
        String groups = exchange.payload().stream()
                .limit(SHOWN)
                .map(part -> part.group() + " " + part.elements())
                .collect(Collectors.joining(", "));
        return groups + (exchange.payload().size() > SHOWN ? ", …" : "") + " elements as "
                + SettingWords.of(exchange.codec());
    }

    private static String words(List<Steps> when) {
        Steps first = when.get(0);
        Steps last = when.get(when.size() - 1);
        if (when.size() == 1) {
            return first.first() == first.last() ? " " + first.first() : "s " + first.first() + " to " + first.last();
        }
        long gap = when.get(1).first() - first.first();
        boolean isEven = when.size() > 2;
        for (int i = 0; i < when.size(); i++) {
            Steps each = when.get(i);
            isEven &= each.first() == each.last() && each.first() == first.first() + i * gap;
        }
        if (isEven) {
            return "s " + first.first() + ", " + when.get(1).first() + ", … " + last.last() + " (every " + gap + ")";
        }
        return when.stream()
                .limit(SHOWN)
                .map(each -> each.first() == each.last() ? "" + each.first() : each.first() + "-" + each.last())
                .collect(Collectors.joining(", ", "s ", when.size() > SHOWN ? ", …" : ""));
    }
}
