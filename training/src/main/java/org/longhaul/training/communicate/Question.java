package org.longhaul.training.communicate;

import java.util.HashSet;
import java.util.List;

/**
 * What a method asks the network: which letters have arrived? It waits until enough have, or a deadline is over and at least
 * so many have. What arrives at the deadline itself is in time.
 *
 * @param letters those that are asked for, no two of them the same
 * @param enough how many make an answer at once
 * @param atLeast how many there must be after the deadline, at least 1
 * @param deadlineNanos simulated time until the deadline; {@link Long#MAX_VALUE} for none
 * @param sinceStepsAgo from the beginning of which step on it counts: 0 for the present one
 */
public record Question(List<Letter> letters, int enough, int atLeast, long deadlineNanos, int sinceStepsAgo) {
    public Question {
        letters = List.copyOf(letters);
        if (atLeast < 1 || enough < atLeast || enough > letters.size()) {
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

    /** Which of the letters arrives first. */
    public static Question first(List<Letter> letters) {
        return new Question(letters, 1, 1, Long.MAX_VALUE, 0);
    }

    /** Whether who is not heard is late. */
    public boolean hasDeadline() {
        return deadlineNanos != Long.MAX_VALUE;
    }
}
