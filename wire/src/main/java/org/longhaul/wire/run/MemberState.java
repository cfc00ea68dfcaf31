package org.longhaul.wire.run;

import java.util.List;
import java.util.Locale;

/**
 * How far a member is in a unit, as it tells who started the run.
 *
 * @param what one of the constants
 * @param unit place among the units
 * @param steps steps done
 * @param loss of its last batch
 * @param words why, where it ended early
 */
record MemberState(What what, int unit, long steps, double loss, String words) {
    /** The words of what is told about this. */
    static final String ABOUT = "state";

    /** What has happened. */
    enum What {
        /** It trains. */
        STEPPED,
        /** All members have a checkpoint of this step. */
        SAVED,
        /** All is done. */
        FINISHED,
        /** The training led to numbers that are none. */
        DIVERGED,
        /** Another member was lost. */
        LOST,
        /** It was told to end. */
        STOPPED,
        /** It cannot go on. */
        FAILED;

        /** Whether the member does no more of this unit. */
        boolean isEnd() {
            return this != STEPPED && this != SAVED;
        }
    }

    String text() {
        return what.name().toLowerCase(Locale.ROOT) + " " + unit + " " + steps + " " + loss + " " + words;
    }

    static MemberState parse(String text) {
        List<String> words = List.of(text.split(" ", 5));
        return new MemberState(
                What.valueOf(words.get(0).toUpperCase(Locale.ROOT)),
                Integer.parseInt(words.get(1)),
                Long.parseLong(words.get(2)),
                Double.parseDouble(words.get(3)),
                words.get(4));
    }
}
