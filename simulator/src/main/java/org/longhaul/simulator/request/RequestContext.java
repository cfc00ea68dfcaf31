package org.longhaul.simulator.request;

import java.util.Map;

/**
 * One request in the hands of a service: what the service has done for it, and what it does next.
 *
 * <p>Whatever is begun goes on in the continuation that was given with it, at the simulated time at which it is done. A
 * continuation runs at a host: that of a computation or a timer at its own, that of a message at the receiver. When the host
 * crashes first, the continuation never runs: queues and messages are gone, nobody is told, and a service that wants to know
 * sets a timer elsewhere ({@link #after}).
 *
 * <p>What a request is said to have waited for follows from the continuations: the way from its arrival to the one in which
 * it is finished. For the context of one request things may be begun in a continuation of another; the time between is then
 * counted as pause.
 *
 * <p>Not thread-safe: used in continuations only.
 */
public interface RequestContext {

    /** What was asked. */
    Request request();

    /** Simulated time, nanoseconds since the start of the run. */
    long nowNanos();

    /**
     * Has a host compute, after all that it was given to compute before, whoever gave it.
     *
     * @param host node of the host
     * @param work how much
     * @param then goes on at the host once it is done
     * @throws IllegalArgumentException if the work is stated in operations and nothing is known of the host's device
     */
    void compute(int host, Work work, Runnable then);

    /**
     * Sends a message; any number of messages may be under way. One within a host takes no time.
     *
     * @param from node of the sending host
     * @param to node of the receiving host
     * @param bytes payload
     * @param content what it is, for figures: query, answer, draft, …
     * @param then goes on at the receiver once the last byte is there
     */
    void send(int from, int to, long bytes, String content, Runnable then);

    /**
     * Waits at a host.
     *
     * @param host node of the host that waits
     * @param nanos for how long
     * @param then goes on at the host
     */
    void after(int host, long nanos, Runnable then);

    /**
     * The request is answered.
     *
     * @param figures what the service has to say of it, by name, such as {@code correct} or {@code edges}; figures of one name
     *     are averaged over requests
     * @throws IllegalStateException if it is over already
     */
    void finish(Map<String, Double> figures);

    /** The request is answered, and there is nothing to say of it. */
    default void finish() {
        finish(Map.of());
    }

    /**
     * The request will not be answered.
     *
     * @param reason in a few words; requests are counted by it
     * @throws IllegalStateException if it is over already
     */
    void abandon(String reason);

    /** Whether the request is answered or abandoned: what is late may look here. */
    boolean isOver();

    /** Whether a host is up, as somebody would know who watches it without delay. */
    boolean isUp(int host);

    /** How long a host would compute for all that it has been given and that is not done, nanoseconds at its present pace. */
    long backlogNanos(int host);

    /** How long something would wait that a host were given to compute now, nanoseconds at its present pace; 0 with a free slot. */
    long startsInNanos(int host);
}
