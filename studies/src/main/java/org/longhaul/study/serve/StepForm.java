package org.longhaul.study.serve;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.WorkerTime;
import org.longhaul.analysis.record.timeline.Timeline;
import org.longhaul.analysis.record.timeline.TimelineExchange;
import org.longhaul.analysis.record.timeline.TimelineSpan;

/** A few steps of one method as they lie in time, in the form in which they are sent; times are seconds of the run. */
final class StepForm {
    /**
     * The window.
     *
     * @param complete whether all that happened in it is there
     * @param sites site of each worker; null for who has none
     */
    record Window(
            String method,
            long firstStep,
            long lastStep,
            boolean complete,
            List<@Nullable String> sites,
            List<Span> spans,
            List<Exchange> exchanges) {}

    /** What a worker does: {@code compute}, {@code exposed}, {@code waiting}, {@code idle} or {@code exchange}. */
    record Span(
            int worker,
            @Nullable Long step,
            String kind,
            String label,
            @Nullable Integer exchange,
            double from,
            double to) {}

    /** An exchange. */
    record Exchange(
            long step,
            String label,
            String pattern,
            String collective,
            String workers,
            long chargedBytes,
            int lastWorker,
            double firstArrival,
            double lastArrival,
            double start,
            double end) {}

    private StepForm() {}

    /** The window of a method. @throws RequestRefused if it has none */
    static Window of(RunRecord run, String label) {
        List<MethodRecord> records = run.seedsOf(label);
        if (records.isEmpty()) {
            throw new RequestRefused(
                    RequestRefused.UNPROCESSABLE,
                    "method: found " + label + "; allowed: " + String.join(", ", run.labels()) + ".");
        }
        MethodRecord record = records.get(0);
        Timeline timeline = record.timeline();
        if (timeline == null) {
            throw new RequestRefused(
                    RequestRefused.UNPROCESSABLE, label + " has no step that was recorded in detail on this network.");
        }
        List<Span> spans = new ArrayList<>();
        for (TimelineSpan span : timeline.spans()) {
            spans.add(new Span(
                    span.worker(),
                    span.step(),
                    switch (span.category()) {
                        case COMPUTE -> "compute";
                        case EXPOSED_COMMUNICATION -> "exposed";
                        case WAITING -> "waiting";
                        case IDLE -> "idle";
                        case EXCHANGE -> "exchange";
                    },
                    span.label(),
                    span.exchange(),
                    span.startNanos() / 1e9,
                    span.endNanos() / 1e9));
        }
        List<Exchange> exchanges = new ArrayList<>();
        for (TimelineExchange exchange : timeline.exchanges()) {
            exchanges.add(new Exchange(
                    exchange.step(),
                    exchange.label(),
                    exchange.pattern(),
                    exchange.collective(),
                    exchange.workers(),
                    exchange.each().chargedBytes(),
                    exchange.lastWorker(),
                    exchange.firstArrivalNanos() / 1e9,
                    exchange.lastArrivalNanos() / 1e9,
                    exchange.startNanos() / 1e9,
                    exchange.endNanos() / 1e9));
        }
        return new Window(
                label,
                timeline.firstStep(),
                timeline.lastStep(),
                timeline.complete(),
                record.workers().stream().map(WorkerTime::site).toList(),
                spans,
                exchanges);
    }
}
