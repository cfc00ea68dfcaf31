package org.longhaul.simulator.workload;

import java.util.HashSet;
import java.util.List;
import java.util.Locale;

/**
 * The end of a step at which all workers wait until enough exchanges have arrived, or a deadline is over: what comes next
 * depends on which have. A worker that comes to it later goes on at once.
 *
 * <p>It is over as soon as {@code enough} of the exchanges are done, or {@code atLeast} of them and the deadline has come. What
 * is done in one instant counts in the order of {@code exchanges}; what is done at the deadline itself has arrived in time.
 *
 * <p>Where {@code workers} are named, it is over as soon as one of them is up and has come to it, whatever has arrived by then.
 *
 * @param exchanges those that are waited for, in this or earlier steps
 * @param enough how many make it over before the deadline
 * @param atLeast how many must be done after the deadline
 * @param deadlineNanos time until the deadline; {@value #NONE} for none
 * @param sinceStepsAgo from the begin of which step on it counts: 0 for this one, at most the number of steps before it
 * @param workers whose coming makes it over, whom it takes first the first; empty where exchanges do
 */
public record Gathering(
        List<PendingExchange> exchanges,
        int enough,
        int atLeast,
        long deadlineNanos,
        int sinceStepsAgo,
        List<Integer> workers) {

    /** No deadline. */
    public static final long NONE = Long.MAX_VALUE;

    /** Exchanges are waited for. */
    public Gathering(List<PendingExchange> exchanges, int enough, int atLeast, long deadlineNanos, int sinceStepsAgo) {
        this(exchanges, enough, atLeast, deadlineNanos, sinceStepsAgo, List.of());
    }

    /** The first of some workers is waited for, and it is told which exchanges have arrived by then. */
    public static Gathering ofFirst(List<Integer> workers, List<PendingExchange> exchanges) {
        return new Gathering(exchanges, 0, 0, NONE, 0, workers);
    }

    public Gathering {
        exchanges = List.copyOf(exchanges);
        workers = List.copyOf(workers);
        if (new HashSet<>(exchanges).size() != exchanges.size()) {
            throw new IllegalArgumentException("exchanges that are waited for must differ, found " + exchanges);
        }
        if (workers.isEmpty() ? atLeast < 1 : enough != 0 || deadlineNanos != NONE) {
            throw new IllegalArgumentException(
                    "either exchanges or workers are waited for, found " + enough + " exchanges and " + workers);
        }
        if (atLeast < 0 || enough < atLeast || enough > exchanges.size()) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "of %d exchanges at least %d and at most %d cannot be waited for",
                    exchanges.size(),
                    atLeast,
                    enough));
        }
        if (deadlineNanos < 0 || sinceStepsAgo < 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "a deadline of %d ns since %d steps ago must have no negative number",
                    deadlineNanos,
                    sinceStepsAgo));
        }
    }
}
