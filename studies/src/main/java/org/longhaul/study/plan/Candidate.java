package org.longhaul.study.plan;

import com.google.common.collect.ImmutableMap;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;

/**
 * A point that is looked at.
 *
 * @param source number of the run or scenario
 * @param caseName the plan's case; empty where it has none
 * @param method label
 * @param bitsPerSecond the bandwidth that is looked for; null for that of the scenario
 * @param choices what is chosen besides, by key
 * @param besides further changes: of checks and of the sensitivity
 * @param seed master seed; null for those that there are
 */
record Candidate(
        int source,
        String caseName,
        String method,
        @Nullable Double bitsPerSecond,
        Map<String, String> choices,
        List<String> besides,
        @Nullable Long seed) {

    Candidate {
        choices = ImmutableMap.copyOf(choices);
        besides = List.copyOf(besides);
    }

    /** A method of a case on the scenario's own network. */
    static Candidate of(int source, String caseName, String method) {
        return new Candidate(source, caseName, method, null, Map.of(), List.of(), null);
    }

    Candidate at(@Nullable Double bandwidth) {
        return new Candidate(source, caseName, method, bandwidth, choices, besides, seed);
    }

    Candidate with(String change) {
        List<String> all = new ArrayList<>(besides);
        all.add(change);
        return new Candidate(source, caseName, method, bitsPerSecond, choices, all, seed);
    }

    Candidate choosing(Map<String, String> chosen) {
        return new Candidate(source, caseName, method, bitsPerSecond, chosen, besides, seed);
    }

    Candidate under(long otherSeed) {
        return new Candidate(source, caseName, method, bitsPerSecond, choices, besides, otherSeed);
    }
}
