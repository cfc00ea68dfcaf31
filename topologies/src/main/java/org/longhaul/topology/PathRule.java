package org.longhaul.topology;

import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;

/** By which measure the path between two nodes is the shortest. The other measure decides among equals. */
public enum PathRule {
    /** Least latency, then fewest links: what routers within one network find. */
    LEAST_LATENCY,
    /** Fewest links, then least latency: what a pair has a line for stays on it, although another way is faster. */
    FEWEST_LINKS;

    /** Returns the word that stands for the rule in files, such as {@code fewest-links}. */
    public String word() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }

    /** Returns the rule that a word stands for; empty when there is none. */
    public static Optional<PathRule> of(String word) {
        return Arrays.stream(values()).filter(rule -> rule.word().equals(word)).findFirst();
    }

    /** Returns the words of all rules. */
    public static List<String> words() {
        return Arrays.stream(values()).map(PathRule::word).toList();
    }
}
