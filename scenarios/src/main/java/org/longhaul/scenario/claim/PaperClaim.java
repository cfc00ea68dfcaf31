package org.longhaul.scenario.claim;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Require;

/** One claim of a paper; the components are the keys of its file. */
public record PaperClaim(
        @JsonPropertyDescription("unique over all papers: lower case with hyphens") String name,
        @JsonPropertyDescription("the claim, in our words") String says,
        @JsonPropertyDescription("table, equation or section") String source,
        @JsonPropertyDescription(
                        "how sure it is that the paper says so: read in it, quoted by others, recalled, computed")
                String confidence,
        @JsonPropertyDescription("how it is computed") Evidence by,
        @Nullable
                @JsonPropertyDescription(
                        "the file's run whose methods the expressions name; absent where they name experiments")
                String run,
        @JsonProperty(defaultValue = "{}")
                @JsonPropertyDescription("values for the placeholders of the run, ${name} in its text")
                Map<String, String> with,
        @JsonProperty(defaultValue = "5")
                @JsonPropertyDescription(
                        "seeds that experiments are trained under for it; fewer than five only where a training takes a minute or more")
                int seeds,
        @JsonProperty(defaultValue = "[]") @JsonPropertyDescription("what must hold for it to be reproduced")
                List<String> expect,
        @JsonProperty(defaultValue = "[]")
                @JsonPropertyDescription("what must hold for its direction to be right where its numbers are not")
                List<String> direction,
        @Nullable @JsonPropertyDescription("why it is not reproduced, or not testable here") String because) {
    public PaperClaim {
        if (!name.matches("[a-z0-9]+(-[a-z0-9]+)*")) {
            throw new IllegalArgumentException(
                    "name ('" + name + "') must be lower-case letters and digits, joined by hyphens.");
        }
        if (by == Evidence.NOT_TESTABLE) {
            if (because == null) {
                throw new IllegalArgumentException("because must say why '" + name + "' is not testable here.");
            }
            if (!expect.isEmpty() || !direction.isEmpty()) {
                throw new IllegalArgumentException(
                        "expect of '" + name + "' must be absent: it is said not to be testable.");
            }
        } else if (expect.isEmpty()) {
            throw new IllegalArgumentException("expect of '" + name + "' must list what has to hold.");
        }
        boolean mayLookInto = by == Evidence.TRAINING && run == null;
        if (by.isRun() != (run != null) && !mayLookInto) {
            throw new IllegalArgumentException("run of '" + name + "' must be "
                    + (by.isRun() ? "named: a claim by " + by.words() + " needs one." : "absent."));
        }
        Require.atLeast("seeds of '" + name + "'", seeds, 2);
        if (seeds != ClaimJudge.LEAST_SEEDS && (by != Evidence.TRAINING || run != null)) {
            throw new IllegalArgumentException(
                    "seeds of '" + name + "' must be absent: it names no experiments, and a run has seeds of its own.");
        }
        with = ImmutableMap.copyOf(with);
        expect = List.copyOf(expect);
        direction = List.copyOf(direction);
    }
}
