package org.longhaul.simulator.request.run;

import java.util.Locale;
import org.longhaul.simulator.request.Arrivals;
import org.longhaul.simulator.request.RequestContents;
import org.longhaul.simulator.request.Service;

/**
 * Requests to one service.
 *
 * @param name of the service, for results; unique in a run
 * @param service answers them
 * @param arrivals when they come
 * @param contents who asks what
 * @param count how many at most
 * @param untilNanos those that arrive later are not asked any more; {@link Long#MAX_VALUE} for no such time
 */
public record RequestStream(
        String name, Service service, Arrivals arrivals, RequestContents contents, long count, long untilNanos) {

    public RequestStream {
        if (count < 1 || untilNanos < 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "requests to '%s' must be at least 1 (%d) until 0 ns (%d)", name, count, untilNanos));
        }
    }

    /** So many requests. */
    public RequestStream(String name, Service service, Arrivals arrivals, RequestContents contents, long count) {
        this(name, service, arrivals, contents, count, Long.MAX_VALUE);
    }
}
