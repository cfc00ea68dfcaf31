package org.longhaul.scenario.file;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.unit.Spelling;

/** Finds the valid name that somebody who wrote another one most likely meant. */
public final class NearestName {

    private NearestName() {}

    /** The candidate closest to the name found, or null when none is close. */
    public static @Nullable String of(String found, Collection<String> candidates) {
        return Spelling.nearest(found, candidates).orElse(containing(found.toLowerCase(Locale.ROOT), candidates));
    }

    /** Half a name is no typing error but still a good guess: {@code loc} for {@code des-loc}. */
    private static @Nullable String containing(String lower, Collection<String> candidates) {
        if (lower.length() >= 3) {
            for (String candidate : candidates) {
                String other = candidate.toLowerCase(Locale.ROOT);
                if (other.contains(lower) || (other.length() >= 3 && lower.contains(other))) {
                    return candidate;
                }
            }
        }
        return null;
    }

    /** A hint ending a message, or null: {@code you meant 'steps'.} */
    public static @Nullable String hint(String found, Collection<String> candidates) {
        String nearest = of(found, candidates);
        return nearest == null ? null : "you meant '" + nearest + "'.";
    }
}
