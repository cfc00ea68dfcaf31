package org.longhaul.simulator.request.run;

import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.longhaul.simulator.request.Arrivals;

/** The requests to one service while they run. */
final class LiveStream {

    private final RequestRun run;
    private final RequestStream stream;
    private final List<LiveRequest> requests = new ArrayList<>();
    private final Map<String, StreamResult.Sent> contents = new TreeMap<>();
    private boolean isExhausted;
    private long open;

    LiveStream(RequestRun run, RequestStream stream) {
        this.run = run;
        this.stream = stream;
    }

    boolean isOver() {
        return isExhausted && open == 0;
    }

    /** Waits for the next request. */
    void awaitNext(long sinceNanos) {
        Arrivals.Arrival next =
                requests.size() < stream.count() ? stream.arrivals().next(sinceNanos) : null;
        if (next == null || next.nanos() > stream.untilNanos()) {
            isExhausted = true;
            return;
        }
        if (next.nanos() < sinceNanos) {
            throw new IllegalStateException("request " + requests.size() + " to '" + stream.name() + "' arrives at "
                    + next.nanos() + " ns, before the one before it (" + sinceNanos + ")");
        }
        run.arrives(next.nanos(), () -> arrive(next));
    }

    private void arrive(Arrivals.Arrival arrival) {
        LiveRequest request = new LiveRequest(run, this, stream.contents().request(requests.size(), arrival));
        requests.add(request);
        open++;
        run.goOn(request, () -> stream.service().arrived(request));
        if (!stream.arrivals().waitForAnswers()) {
            awaitNext(arrival.nanos());
        }
    }

    /** One of them is answered or abandoned. */
    void over() {
        open--;
        if (stream.arrivals().waitForAnswers()) {
            awaitNext(run.clock().nowNanos());
        }
    }

    void sent(String content, long bytes) {
        contents.put(
                content, contents.getOrDefault(content, StreamResult.Sent.NONE).plus(bytes));
    }

    void lost(String content) {
        contents.put(
                content, contents.getOrDefault(content, StreamResult.Sent.NONE).plusLost());
    }

    StreamResult result(long endNanos) {
        return new StreamResult(
                stream.name(),
                requests.stream().map(each -> each.result(endNanos)).toList(),
                Collections.unmodifiableMap(new TreeMap<>(contents)));
    }
}
