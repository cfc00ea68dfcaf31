package org.longhaul.training.method;

import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.optimizer.StateSpec;

/**
 * Optimizer states that are averaged too.
 *
 * @param kind which of them; null for all
 * @param periods updates from one mean to the next, of each in the optimizer's order; one value holds for all
 * @param format form in which they travel; null for the usual one
 */
public record AveragedStates(StateSpec.@Nullable Kind kind, List<Long> periods, @Nullable Codec format) {
    public AveragedStates {
        periods = List.copyOf(periods);
    }

    /**
     * Whether a state becomes its mean when so many updates are done.
     *
     * @param place of the state among those of the kind
     */
    public boolean isDue(int place, long updates) {
        return updates % periods.get(periods.size() == 1 ? 0 : place) == 0;
    }

    /** What is averaged when, in a few words. */
    public String words() {
        String what = kind == null
                ? "all optimizer states"
                : kind.name().toLowerCase(Locale.ROOT).replace('_', ' ') + "s";
        return what + " every " + among(periods);
    }

    private static String among(List<Long> periods) {
        return (periods.size() == 1 ? periods.get(0) : periods) + " steps";
    }
}
