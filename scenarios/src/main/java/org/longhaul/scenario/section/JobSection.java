package org.longhaul.scenario.section;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.Selection;
import org.longhaul.simulator.collective.CollectiveFactory;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.topology.unit.Durations;

/**
 * Another training job on the network while a method runs. Either its steps are stated ({@code stepTime}, {@code exchange},
 * {@code period}), or it repeats those of a method of the scenario ({@code replay}).
 */
public record JobSection(
        @JsonPropertyDescription("name in reports; unique") String name,
        @Nullable
                @JsonPropertyDescription(
                        "hosts of its workers by id; required with stepTime, default of a replay: those of the"
                                + " scenario's workers")
                List<String> hosts,
        @Nullable
                @JsonPropertyDescription("label of the method whose steps it repeats, with that method's compute times")
                String replay,
        @Nullable @JsonPropertyDescription("how long a step computes") Duration stepTime,
        @Nullable @JsonPropertyDescription("data that its workers average with one another") DataSize exchange,
        @JsonProperty(defaultValue = "1") @JsonPropertyDescription("steps between such exchanges") int period,
        @JsonProperty(defaultValue = "auto") @JsonPropertyDescription("collective of the exchanges of stated steps")
                Selection<CollectiveFactory<?>> collective,
        @Nullable @JsonPropertyDescription("steps after which it ends; default: it outlasts the method") Long steps,
        @Nullable
                @JsonPropertyDescription(
                        "congestion control of its connections: reno, cubic or bbr; default: that of its hosts"
                                + " (network.congestionControls), else of the network")
                CongestionControl congestionControl) {
    private static final Duration LONGEST_STEP = Duration.ofDays(1);

    public JobSection {
        Names.check("name", name);
        if ((replay == null) == (stepTime == null)) {
            throw new IllegalArgumentException(
                    "replay or stepTime must say what the job '" + name + "' does: one of them, not both.");
        }
        if (replay != null && exchange != null) {
            throw new IllegalArgumentException("exchange (" + exchange + ") belongs to a stepTime; the replay of '"
                    + replay + "' exchanges what that method does.");
        }
        if (stepTime != null && (stepTime.isNegative() || stepTime.isZero() || stepTime.compareTo(LONGEST_STEP) > 0)) {
            throw new IllegalArgumentException("stepTime (" + Durations.shown(stepTime) + ") must lie in (0 s, 1 d].");
        }
        if (stepTime != null && hosts == null) {
            throw new IllegalArgumentException(
                    "hosts of the job '" + name + "' are missing: one for each of its workers.");
        }
        if (stepTime != null && exchange == null) {
            throw new IllegalArgumentException(
                    "exchange of the job '" + name + "' is missing, for instance exchange: 200 MB.");
        }
        if (exchange != null && exchange.bytes() < 1) {
            throw new IllegalArgumentException("exchange (" + exchange + ") must be at least 1 B.");
        }
        if (period < 1) {
            throw new IllegalArgumentException("period (" + period + ") must be at least 1.");
        }
        if (steps != null && steps < 1) {
            throw new IllegalArgumentException("steps (" + steps + ") must be at least 1.");
        }
        hosts = hosts == null ? null : List.copyOf(hosts);
    }
}
