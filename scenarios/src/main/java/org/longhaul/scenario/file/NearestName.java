package org.longhaul.scenario.file;

import java.util.Collection;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/** Finds the valid name that somebody who misspelt one most likely meant. */
public final class NearestName {

    private NearestName() {}

    /** The candidate with the smallest edit distance to the name found, or null when none is close. */
    public static @Nullable String of(String found, Collection<String> candidates) {
        String lower = normal(found);
        String best = null;
        int bestDistance = Math.max(2, lower.length() / 3) + 1;
        for (String candidate : candidates) {
            int distance = distance(lower, normal(candidate));
            if (distance < bestDistance) {
                bestDistance = distance;
                best = candidate;
            }
        }
        return best != null ? best : containing(lower, candidates);
    }

    private static @Nullable String containing(String lower, Collection<String> candidates) {
        if (lower.length() >= 3) {
            for (String candidate : candidates) {
                String other = normal(candidate);
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

    private static String normal(String name) {
        return name.toLowerCase(Locale.ROOT).replace("-", "").replace("_", "").replace(" ", "");
    }

    /** Optimal string alignment distance: insert, delete, replace, swap of neighbours. O(a·b) time. */
    private static int distance(String a, String b) {
        int[][] cost = new int[a.length() + 1][b.length() + 1];
        for (int i = 0; i <= a.length(); i++) {
            cost[i][0] = i;
        }
        for (int j = 0; j <= b.length(); j++) {
            cost[0][j] = j;
        }
        for (int i = 1; i <= a.length(); i++) {
            for (int j = 1; j <= b.length(); j++) {
                int replace = cost[i - 1][j - 1] + (a.charAt(i - 1) == b.charAt(j - 1) ? 0 : 1);
                cost[i][j] = Math.min(replace, 1 + Math.min(cost[i - 1][j], cost[i][j - 1]));
                boolean swapped =
                        i > 1 && j > 1 && a.charAt(i - 1) == b.charAt(j - 2) && a.charAt(i - 2) == b.charAt(j - 1);
                if (swapped) {
                    cost[i][j] = Math.min(cost[i][j], cost[i - 2][j - 2] + 1);
                }
            }
        }
        return cost[a.length()][b.length()];
    }
}
