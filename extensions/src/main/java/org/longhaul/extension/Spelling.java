package org.longhaul.extension;

import java.util.Collection;
import java.util.Locale;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/**
 * Spelling help for error messages: the nearest of the valid names to a name that was found. Distance is the number of
 * insertions, deletions, substitutions and swaps of neighbours (optimal string alignment), ignoring case.
 */
public final class Spelling {
    private Spelling() {}

    /**
     * Returns the candidate closest to {@code found}, if one is close enough to be a likely typing error: a distance of
     * at most a third of the longer name, one edit at names of 3 and more. The first of equals wins.
     */
    public static Optional<String> nearest(String found, Iterable<String> candidates) {
        String best = null;
        int bestDistance = Integer.MAX_VALUE;
        String needle = found.toLowerCase(Locale.ROOT);
        for (String candidate : candidates) {
            int allowed = Math.max(found.length(), candidate.length()) / 3;
            if (Math.abs(found.length() - candidate.length()) > allowed) {
                continue;
            }
            int distance = distance(needle, candidate.toLowerCase(Locale.ROOT));
            if (distance <= allowed && distance < bestDistance) {
                best = candidate;
                bestDistance = distance;
            }
        }
        return Optional.ofNullable(best);
    }

    /** Returns a new line with {@code Maybe "name".} when a near name exists, else the empty text. */
    public static String maybe(String found, Iterable<String> candidates) {
        return nearest(found, candidates).map(n -> "\nMaybe \"" + n + "\".").orElse("");
    }

    /** Returns the candidate that was most likely meant: the nearest, or else one that contains or is part of what was found. */
    public static @Nullable String likely(String found, Collection<String> candidates) {
        return nearest(found, candidates).orElse(containing(found.toLowerCase(Locale.ROOT), candidates));
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

    /** Returns a hint that ends a message, {@code you meant 'steps'.}, or null. */
    public static @Nullable String hint(String found, Collection<String> candidates) {
        String likely = likely(found, candidates);
        return likely == null ? null : "you meant '" + likely + "'.";
    }

    /** Returns {@code text} cut to at most 80 characters, so that a message quotes hostile input safely. */
    public static String excerpt(String text) {
        String oneLine = text.replaceAll("\\p{Cntrl}", " ");
        return oneLine.length() <= 80 ? oneLine : oneLine.substring(0, 77) + "...";
    }

    private static int distance(String a, String b) {
        int[] beforeLast = new int[b.length() + 1];
        int[] last = new int[b.length() + 1];
        int[] row = new int[b.length() + 1];
        for (int j = 0; j <= b.length(); j++) {
            last[j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            row[0] = i;
            for (int j = 1; j <= b.length(); j++) {
                int substitute = last[j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                int best = Math.min(substitute, Math.min(last[j], row[j - 1]) + 1);
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                row[j] = swapped ? Math.min(best, beforeLast[j - 2] + 1) : best;
            }
            int[] spare = beforeLast;
            beforeLast = last;
            last = row;
            row = spare;
        }
        return last[b.length()];
    }
}
