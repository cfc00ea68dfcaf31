package org.longhaul.simulator.request.run;

import java.util.Collections;
import java.util.Map;
import java.util.TreeMap;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.event.BeyondTimeException;
import org.longhaul.simulator.request.Request;
import org.longhaul.simulator.request.RequestContext;
import org.longhaul.simulator.request.Work;

/** One request while it runs. */
final class LiveRequest implements RequestContext {

    private final RequestRun run;
    private final LiveStream stream;
    private final Request request;

    /** The way to the continuation that runs, or that ran last. */
    private LatencyBreakdown breakdown;

    private long messages;
    private long bytes;
    private long workNanos;
    private @Nullable RequestResult result;

    LiveRequest(RequestRun run, LiveStream stream, Request request) {
        this.run = run;
        this.stream = stream;
        this.request = request;
        this.breakdown = LatencyBreakdown.from(request.arrivalNanos());
    }

    @Override
    public Request request() {
        return request;
    }

    @Override
    public long nowNanos() {
        return run.clock().nowNanos();
    }

    /** The way to this moment. */
    private LatencyBreakdown here() {
        return run.isIn(this) ? breakdown : breakdown.paused(nowNanos());
    }

    private void goOn(LatencyBreakdown way, Runnable then) {
        run.goOn(this, () -> {
            breakdown = way;
            then.run();
        });
    }

    @Override
    public void compute(int host, Work work, Runnable then) {
        long nanos = run.nanos(host, work);
        workNanos += nanos;
        LatencyBreakdown way = here();
        if (run.host(host).isUp()) {
            run.compute(host, nanos, (start, now) -> goOn(way.computed(start, now), then));
        }
    }

    @Override
    public void send(int from, int to, long size, String content, Runnable then) {
        if (size < 0) {
            throw new IllegalArgumentException(
                    "a message of " + size + " bytes ('" + content + "') must not have a negative size.");
        }
        messages++;
        bytes += size;
        stream.sent(content, size);
        LatencyBreakdown way = here();
        HostQueue sender = run.host(from);
        HostQueue receiver = run.host(to);
        if (!sender.isUp() || !receiver.isUp()) {
            stream.lost(content);
            return;
        }
        long senderLife = sender.life();
        long receiverLife = receiver.life();
        run.send(from, to, size, () -> {
            if (sender.isStill(senderLife) && receiver.isStill(receiverLife)) {
                goOn(way.sent(nowNanos()), then);
            } else {
                stream.lost(content);
            }
        });
    }

    @Override
    public void after(int host, long nanos, Runnable then) {
        if (nanos < 0) {
            throw new IllegalArgumentException("a time to wait (" + nanos + " ns) must not be negative.");
        }
        LatencyBreakdown way = here();
        HostQueue waiting = run.host(host);
        if (waiting.isUp()) {
            long life = waiting.life();
            run.at(BeyondTimeException.sum(nowNanos(), nanos), () -> {
                if (waiting.isStill(life)) {
                    goOn(way.paused(nowNanos()), then);
                }
            });
        }
    }

    @Override
    public void finish(Map<String, Double> figures) {
        end(RequestResult.Ending.ANSWERED, null, figures);
    }

    @Override
    public void abandon(String reason) {
        end(RequestResult.Ending.ABANDONED, reason, Map.of());
    }

    private void end(RequestResult.Ending ending, @Nullable String reason, Map<String, Double> figures) {
        if (result != null) {
            throw new IllegalStateException(
                    "request " + request.number() + " is over already (" + result.ending() + ")");
        }
        result = result(ending, reason, here(), figures);
        stream.over();
    }

    private RequestResult result(
            RequestResult.Ending ending, @Nullable String reason, LatencyBreakdown way, Map<String, Double> figures) {
        return new RequestResult(
                request,
                ending,
                reason,
                way.atNanos(),
                messages,
                bytes,
                way.hops(),
                way.waiting(),
                way.computing(),
                way.sending(),
                way.pausing(),
                workNanos,
                Collections.unmodifiableMap(new TreeMap<>(figures)));
    }

    @Override
    public boolean isOver() {
        return result != null;
    }

    @Override
    public boolean isUp(int host) {
        return run.host(host).isUp();
    }

    @Override
    public long backlogNanos(int host) {
        return run.host(host).backlogNanos();
    }

    @Override
    public long startsInNanos(int host) {
        return run.host(host).startsInNanos();
    }

    /** What became of it, at the end of the run; messages that were sent after its end count. */
    RequestResult result(long endNanos) {
        RequestResult ended = result;
        if (ended == null) {
            return result(
                    RequestResult.Ending.UNANSWERED,
                    null,
                    breakdown.paused(Math.max(endNanos, breakdown.atNanos())),
                    Map.of());
        }
        return new RequestResult(
                request,
                ended.ending(),
                ended.reason(),
                ended.endNanos(),
                messages,
                bytes,
                ended.hops(),
                ended.waitingNanos(),
                ended.computingNanos(),
                ended.sendingNanos(),
                ended.pausingNanos(),
                workNanos,
                ended.figures());
    }
}
