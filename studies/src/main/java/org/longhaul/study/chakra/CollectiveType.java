package org.longhaul.study.chakra;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.collective.Pattern;

/** Kinds of collectives, by their numbers in the schema. */
enum CollectiveType {
    ALL_REDUCE(0, Pattern.ALL_REDUCE),
    REDUCE(1, Pattern.REDUCE),
    ALL_GATHER(2, Pattern.ALL_GATHER),
    GATHER(3, Pattern.GATHER),
    SCATTER(4, Pattern.SCATTER),
    BROADCAST(5, Pattern.BROADCAST),
    ALL_TO_ALL(6, Pattern.ALL_TO_ALL),
    REDUCE_SCATTER(7, Pattern.REDUCE_SCATTER),
    REDUCE_SCATTER_BLOCK(8, Pattern.REDUCE_SCATTER),
    /** Nobody goes on before all are there. */
    BARRIER(9, Pattern.ALL_REDUCE);

    /** What a file may hold. */
    static final String ALLOWED = "0 to 9";

    private final int number;
    private final Pattern pattern;

    CollectiveType(int number, Pattern pattern) {
        this.number = number;
        this.pattern = pattern;
    }

    int number() {
        return number;
    }

    /** The kind of a number; null if there is none. */
    static @Nullable CollectiveType of(long number) {
        for (CollectiveType each : values()) {
            if (each.number == number) {
                return each;
            }
        }
        return null;
    }

    /** The kind that achieves a pattern. */
    static CollectiveType of(Pattern pattern) {
        for (CollectiveType each : values()) {
            if (each.pattern == pattern) {
                return each;
            }
        }
        throw new IllegalArgumentException("there is no collective for " + pattern);
    }

    String words() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
