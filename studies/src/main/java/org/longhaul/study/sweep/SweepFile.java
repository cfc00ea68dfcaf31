package org.longhaul.study.sweep;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.nio.file.Path;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.YamlNode;
import org.longhaul.scenario.section.SeedsSection;

/** A sweep as its file states it: the components are the keys. */
record SweepFile(
        @JsonPropertyDescription("short name; letters, digits, dots, hyphens, underscores") String name,
        @JsonProperty(defaultValue = "''") @JsonPropertyDescription("what is asked, for people") String description,
        @Nullable @JsonPropertyDescription("the scenario that is trained and simulated; or runs") Path scenario,
        @Nullable @JsonPropertyDescription("recorded runs that are replayed; or scenario") List<Path> runs,
        @Nullable @JsonPropertyDescription("network model of every point: analytic, flow, packet or a section")
                YamlNode fidelity,
        @Nullable @JsonPropertyDescription("seeds that every point is run under; default: those of the scenario")
                SeedsSection seeds,
        @JsonProperty(defaultValue = "{}")
                @JsonPropertyDescription("changes of the scenario in every point: path and value")
                Map<String, YamlNode> set,
        @JsonPropertyDescription("path of a scenario's key, and the values that it takes")
                Map<String, AxisSection> axes,
        @JsonProperty(defaultValue = "[]")
                @JsonPropertyDescription("comparisons that a point must meet, such as topology.wide <= topology.access")
                List<String> constraints,
        @JsonProperty(defaultValue = "[]") @JsonPropertyDescription("figures of the table; default: the usual ones")
                List<String> record) {

    SweepFile {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException(
                    "name ('" + name
                            + "') must be 1 to 64 letters, digits, dots, hyphens and underscores, beginning with a letter or digit.");
        }
        if ((scenario == null) == (runs == null)) {
            throw new IllegalArgumentException(
                    "scenario or runs: one of them must be stated, as in scenario: quick.yaml or runs: [runs/quick].");
        }
        if (runs != null && runs.isEmpty()) {
            throw new IllegalArgumentException("runs must name at least one run directory.");
        }
        if (axes.isEmpty()) {
            throw new IllegalArgumentException(
                    "axes must name at least one key and its values, as in axes: {topology.wide: [1 Gbit/s, 10 Gbit/s]}.");
        }
        runs = runs == null ? null : List.copyOf(runs);
        set = Collections.unmodifiableMap(new LinkedHashMap<>(set));
        axes = Collections.unmodifiableMap(new LinkedHashMap<>(axes));
        constraints = List.copyOf(constraints);
        record = List.copyOf(record);
    }
}
