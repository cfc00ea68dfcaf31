package org.longhaul.training.communicate;

import java.util.List;

/**
 * Until when a server waits for its clients.
 *
 * @param nanos simulated time; {@link Long#MAX_VALUE} for no end
 * @param sinceStepsAgo from the beginning of which step on it counts: 0 for the present one
 * @param atLeast how many are waited for however long it takes, at most the number of those that send
 * @param enough how many make it go on at once
 */
public record Deadline(long nanos, int sinceStepsAgo, int atLeast, int enough) {
    /** What is asked then of letters, of which there may be fewer. */
    Question question(List<Letter> letters) {
        int most = Math.min(enough, letters.size());
        return new Question(letters, most, Math.min(atLeast, most), nanos, sinceStepsAgo);
    }
}
