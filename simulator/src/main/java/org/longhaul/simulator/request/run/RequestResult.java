package org.longhaul.simulator.request.run;

import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.request.Request;

/**
 * What became of a request.
 *
 * <p>{@code waitingNanos}, {@code computingNanos}, {@code sendingNanos} and {@code pausingNanos} are those on the way from its
 * arrival to its end, one thing after the other; they sum to the time in between exactly. What went on beside, and was not waited
 * for, is in {@code messages}, {@code bytes} and {@code workNanos} only.
 *
 * @param request what was asked
 * @param ending how it ended
 * @param reason why it was abandoned; null otherwise
 * @param endNanos when it was answered or abandoned; when nothing more happened for one that was neither
 * @param messages sent for it, also within hosts
 * @param bytes payload of all its messages
 * @param hops messages one after the other, from its arrival to its end
 * @param waitingNanos in queues of hosts
 * @param computingNanos computing
 * @param sendingNanos messages under way
 * @param pausingNanos timers, and waiting for others' requests
 * @param workNanos computing of all hosts for it, at their usual pace
 * @param figures what the service said of it
 */
public record RequestResult(
        Request request,
        Ending ending,
        @Nullable String reason,
        long endNanos,
        long messages,
        long bytes,
        int hops,
        long waitingNanos,
        long computingNanos,
        long sendingNanos,
        long pausingNanos,
        long workNanos,
        Map<String, Double> figures) {

    /** Ways to end. */
    public enum Ending {
        /** The service finished it. */
        ANSWERED,
        /** The service gave it up. */
        ABANDONED,
        /** Neither: what it waited for never came. */
        UNANSWERED
    }

    /** Time from its arrival to its end. */
    public long latencyNanos() {
        return endNanos - request.arrivalNanos();
    }

    /** Whether it was answered. */
    public boolean isAnswered() {
        return ending == Ending.ANSWERED;
    }
}
