package org.longhaul.training.communicate;

import java.util.HashSet;
import java.util.List;

/**
 * What a method asks the network: which letters have arrived? It waits until enough have, or a deadline is over and at least
 * so many have. What arrives at the deadline itself is in time.
 *
 * <p>Where workers are named, it asks instead who of them has done all that it was given to compute, waits for the first, and
 * hears on this occasion which letters have arrived.
 *
 * @param letters those that are asked for, no two of them the same
 * @param enough how many make an answer at once
 * @param atLeast how many there must be after the deadline, at least 1
 * @param deadlineNanos simulated time until the deadline; {@link Long#MAX_VALUE} for none
 * @param sinceStepsAgo from the beginning of which step on it counts: 0 for the present one
 * @param workers ranks of which the first that is ready makes an answer, whom it takes first the first; empty where letters do
 */
public record Question(
        List<Letter> letters, int enough, int atLeast, long deadlineNanos, int sinceStepsAgo, List<Integer> workers) {
    public Question {
        letters = List.copyOf(letters);
        workers = List.copyOf(workers);
        if (workers.isEmpty() ? atLeast < 1 : enough != 0 || deadlineNanos != Long.MAX_VALUE) {
            throw new IllegalArgumentException(
                    "either letters or workers are waited for, found " + enough + " letters and " + workers);
        }
        if (atLeast < 0 || enough < atLeast || enough > letters.size()) {
            throw new IllegalArgumentException("of " + letters.size() + " letters at least " + atLeast + " and at most "
                    + enough + " cannot be waited for.");
        }
        if (new HashSet<>(letters).size() != letters.size()) {
            throw new IllegalArgumentException("letters that are asked for must differ: " + letters);
        }
        if (deadlineNanos < 0 || sinceStepsAgo < 0) {
            throw new IllegalArgumentException(
                    "a deadline of " + deadlineNanos + " ns since " + sinceStepsAgo + " steps ago is none.");
        }
    }

    /** Letters are waited for. */
    public Question(List<Letter> letters, int enough, int atLeast, long deadlineNanos, int sinceStepsAgo) {
        this(letters, enough, atLeast, deadlineNanos, sinceStepsAgo, List.of());
    }

    /** Which of some workers is ready first, and which letters have arrived by then. */
    public static Question firstReady(List<Integer> workers, List<Letter> letters) {
        return new Question(letters, 0, 0, Long.MAX_VALUE, 0, workers);
    }

    /** Which of the letters arrives first. */
    public static Question first(List<Letter> letters) {
        return new Question(letters, 1, 1, Long.MAX_VALUE, 0);
    }

    /** Whether who is not heard is late. */
    public boolean hasDeadline() {
        return deadlineNanos != Long.MAX_VALUE;
    }
}
