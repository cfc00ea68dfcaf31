package org.longhaul.simulator.request.run;

import com.google.common.primitives.ImmutableLongArray;
import java.util.List;
import org.longhaul.simulator.workload.result.Surroundings;

/**
 * What came of a run of requests.
 *
 * @param streams by service, in the order in which they were given
 * @param hosts every host that was given something to compute, in the topology's order
 * @param payloadBytes what each arc carried for requests and everybody else, without headers
 * @param wireBytes the same with headers
 * @param lastArrivalNanos when the last request arrived
 * @param endNanos when the last request was over, or nothing more happened
 * @param close why it ended
 * @param surroundings what else happened
 */
public record RequestOutcome(
        List<StreamResult> streams,
        List<HostResult> hosts,
        ImmutableLongArray payloadBytes,
        ImmutableLongArray wireBytes,
        long lastArrivalNanos,
        long endNanos,
        Close close,
        Surroundings surroundings) {

    public RequestOutcome {
        streams = List.copyOf(streams);
        hosts = List.copyOf(hosts);
    }

    /** Why a run ended. */
    public enum Close {
        /** Every request is answered or abandoned. */
        ALL_OVER,
        /** Some are neither, and nothing is left that could change that. */
        NOTHING_LEFT,
        /** Some are neither, and their messages have not come further for as long as the run may wait. */
        NO_PROGRESS,
        /** The run has taken as many events as it may. */
        EVENTS_SPENT
    }

    /** The requests to a service. @throws IllegalArgumentException if there is none of that name */
    public StreamResult stream(String name) {
        return streams.stream()
                .filter(each -> each.name().equals(name))
                .findFirst()
                .orElseThrow(() -> new IllegalArgumentException("no service of the run is called '" + name + "'"));
    }
}
