package org.longhaul.study.plan;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.common.collect.ImmutableMap;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.study.price.PriceSection;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;

/** What a plan file holds. */
public record PlanSpec(
        @JsonPropertyDescription("name of the plan") String name,
        @Nullable @JsonPropertyDescription("a scenario whose methods' schedules are followed without training; or runs")
                Path scenario,
        @JsonProperty(defaultValue = "[]")
                @JsonPropertyDescription("recorded runs, which answer by replay, with losses; or scenario")
                List<Path> runs,
        @JsonProperty(defaultValue = "[]")
                @JsonPropertyDescription(
                        "changes of the scenario, as --set of longhaul replay: topology.wide=2.5 Gbit/s")
                List<String> set,
        @JsonProperty(defaultValue = "{}")
                @JsonPropertyDescription("cases, each a list of changes by name; every question is asked of each")
                Map<String, List<String>> cases,
        @JsonProperty(defaultValue = "[]") @JsonPropertyDescription("labels of the methods; default: all")
                List<String> methods,
        @Nullable @JsonPropertyDescription("steps of a schedule; default: those of the scenario") Long steps,
        @JsonProperty(defaultValue = "true")
                @JsonPropertyDescription(
                        "whether a schedule ends with the exchange that makes one model of all workers'")
                boolean closing,
        @JsonProperty(defaultValue = "engine")
                @JsonPropertyDescription(
                        "engine: exchanges overlap with compute as in a run (network.overlap); layers: each layer leaves as soon as"
                                + " its backward pass is over, and its next forward pass waits for it (schedules only)")
                Granularity overlap,
        @JsonProperty(defaultValue = "{}") @JsonPropertyDescription("what is to be met") Goal target,
        @Nullable @JsonPropertyDescription("the bandwidth that is looked for") BandwidthAxis bandwidth,
        @JsonProperty(defaultValue = "[]")
                @JsonPropertyDescription(
                        "keys of latencies, such as topology.wideLatency, which the sensitivity varies; default: those of the"
                                + " topology's builder")
                List<String> latencies,
        @JsonProperty(defaultValue = "{}")
                @JsonPropertyDescription(
                        "what may be chosen besides bandwidth and method: values by key of the scenario, such as"
                                + " methods[diloco].parameterPeriod: [16, 32] or topology.hostsPerSite: [1, 2]")
                Map<String, List<String>> choices,
        @JsonProperty(defaultValue = "1000") @JsonPropertyDescription("longest sync period that is tried")
                long longestPeriod,
        @JsonProperty(defaultValue = "{}") @JsonPropertyDescription("what no recommended point may exceed")
                Limits limits,
        @JsonProperty(defaultValue = "{}")
                @JsonPropertyDescription(
                        "prices and powers, each with source and date, or shipped lists of them; what is absent is not priced")
                PriceSection prices,
        @JsonProperty(defaultValue = "[]")
                @JsonPropertyDescription(
                        "times, least-bandwidth, smallest-period, crossovers, cheapest, frontier; default: all that the plan states enough for")
                List<PlanQuestion> questions,
        @JsonProperty(defaultValue = "{}") @JsonPropertyDescription("how recommendations are checked") Checks check) {

    private static final int MOST_POINTS = 100_000;

    /** What overlaps with what. */
    public enum Granularity {
        /** As in a run. */
        ENGINE,
        /** Layer by layer. */
        LAYERS
    }

    /**
     * What is to be met.
     *
     * @param utilisation shares of the time in which the slowest worker computes
     * @param reach a measure and its value, of recorded runs
     * @param tokens tokens or examples of all workers; null for the whole training
     */
    public record Goal(
            @JsonProperty(defaultValue = "[]")
                    @JsonPropertyDescription("shares of the time that are to be spent computing: [0.5, 0.9]")
                    List<Double> utilisation,
            @JsonProperty(defaultValue = "{}")
                    @JsonPropertyDescription("a measure to be reached, of recorded runs: {loss: 2.6}")
                    Map<String, Double> reach,
            @Nullable
                    @JsonPropertyDescription(
                            "tokens (examples) that all workers are to train on; default: all of the training")
                    Double tokens) {
        public Goal {
            utilisation = List.copyOf(utilisation);
            reach = ImmutableMap.copyOf(reach);
            for (double share : utilisation) {
                if (!(share > 0 && share < 1)) {
                    throw new IllegalArgumentException(
                            "utilisation (" + PlainNumber.of(share) + ") must lie between 0 and 1.");
                }
            }
            if (reach.size() > 1) {
                throw new IllegalArgumentException(
                        "reach (" + String.join(", ", reach.keySet()) + ") must name one measure.");
            }
            if (!reach.isEmpty() && tokens != null) {
                throw new IllegalArgumentException("tokens and reach exclude each other; allowed is one of them.");
            }
            if (tokens != null && !(tokens > 0)) {
                throw new IllegalArgumentException("tokens (" + PlainNumber.of(tokens) + ") must be above 0.");
            }
        }
    }

    /**
     * Bandwidths on a grid that is equally spaced by logarithms.
     *
     * @param of keys that all have the bandwidth
     * @param from the least
     * @param to the most
     * @param points how many, with both ends
     */
    public record BandwidthAxis(
            @JsonProperty(defaultValue = "[]")
                    @JsonPropertyDescription(
                            "keys of the scenario that have the bandwidth; default: that of the topology's builder")
                    List<String> of,
            @JsonProperty(defaultValue = "100 Mbit/s") @JsonPropertyDescription("the least") Bandwidth from,
            @JsonProperty(defaultValue = "1 Tbit/s") @JsonPropertyDescription("the most") Bandwidth to,
            @JsonProperty(defaultValue = "50")
                    @JsonPropertyDescription("points of the grid, equally spaced by logarithms")
                    int points) {
        public BandwidthAxis {
            of = List.copyOf(of);
            if (from.bitsPerSecond() < 1 || from.bitsPerSecond() > to.bitsPerSecond()) {
                throw new IllegalArgumentException(
                        "from (" + from + ") must be above 0 and not above to (" + to + ").");
            }
            if (points < 1 || points > 10_000 || (points == 1 && from.bitsPerSecond() != to.bitsPerSecond())) {
                throw new IllegalArgumentException(
                        "points (" + points + ") must lie in [2, 10000], or be 1 where from is to.");
            }
        }

        /** Bits per second of a point. */
        double at(int point) {
            double least = from.bitsPerSecond();
            return points == 1 ? least : least * Math.pow(to.bitsPerSecond() / least, point / (points - 1.0));
        }
    }

    /** What is dropped; absent ones limit nothing. */
    public record Limits(
            @Nullable @JsonPropertyDescription("deadline: time until the target, such as 12 h") Duration time,
            @Nullable @JsonPropertyDescription("most dollars") Double dollars,
            @Nullable @JsonPropertyDescription("most bytes that all workers' hosts send") DataSize bytes,
            @Nullable @JsonPropertyDescription("most energy of the accelerators, kilowatt-hours") Double energy,
            @Nullable @JsonPropertyDescription("largest bandwidth that can be had") Bandwidth bandwidth,
            @Nullable @JsonPropertyDescription("least share of the time spent computing") Double utilisation) {
        public Limits {
            if (dollars != null && !(dollars >= 0)) {
                throw new IllegalArgumentException("dollars (" + PlainNumber.of(dollars) + ") must not be negative.");
            }
            if (energy != null && !(energy >= 0)) {
                throw new IllegalArgumentException("energy (" + PlainNumber.of(energy) + ") must not be negative.");
            }
            if (utilisation != null && !(utilisation >= 0 && utilisation <= 1)) {
                throw new IllegalArgumentException(
                        "utilisation (" + PlainNumber.of(utilisation) + ") must lie in [0, 1].");
            }
        }
    }

    /** How recommendations are checked. */
    public record Checks(
            @JsonProperty(defaultValue = "true") @JsonPropertyDescription("whether to simulate them at flow")
                    boolean flow,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription("whether to simulate them packet by packet, where packets are affordable")
                    boolean packet,
            @JsonProperty(defaultValue = "2")
                    @JsonPropertyDescription(
                            "second seed, of what schedules leave to chance; runs have their recorded ones")
                    long seed,
            @JsonProperty(defaultValue = "0.2")
                    @JsonPropertyDescription("second load: share of all links that others take, on average; 0 for none")
                    double load,
            @JsonProperty(defaultValue = "true")
                    @JsonPropertyDescription("whether to look for the assumptions that would flip them")
                    boolean sensitivity) {
        public Checks {
            if (!(load >= 0 && load < 1)) {
                throw new IllegalArgumentException("load (" + PlainNumber.of(load) + ") must lie in [0, 1).");
            }
        }
    }

    public PlanSpec {
        runs = List.copyOf(runs);
        set = List.copyOf(set);
        methods = List.copyOf(methods);
        latencies = List.copyOf(latencies);
        questions = List.copyOf(questions);
        cases = ImmutableMap.copyOf(cases);
        choices = ImmutableMap.copyOf(choices);
        if ((scenario == null) == runs.isEmpty()) {
            throw new IllegalArgumentException(
                    scenario == null
                            ? "scenario or runs is missing: a plan asks schedules or recorded runs."
                            : "scenario and runs exclude each other; allowed is one of them.");
        }
        if (steps != null && steps < 1) {
            throw new IllegalArgumentException("steps (" + steps + ") must be at least 1.");
        }
        if (longestPeriod < 1) {
            throw new IllegalArgumentException("longestPeriod (" + longestPeriod + ") must be at least 1.");
        }
        if (scenario == null && overlap == Granularity.LAYERS) {
            throw new IllegalArgumentException("overlap (layers) is for schedules; allowed with runs: engine.");
        }
        if (scenario == null && !closing) {
            throw new IllegalArgumentException(
                    "closing (false) is for schedules; a recorded run ends as it was recorded; allowed with runs: true.");
        }
        if (scenario == null && steps != null) {
            throw new IllegalArgumentException("steps (" + steps + ") is for schedules; a recorded run has its own.");
        }
        if (scenario != null && !target.reach().isEmpty()) {
            throw new IllegalArgumentException(
                    "target.reach (" + String.join(", ", target.reach().keySet())
                            + ") asks for a training, which a schedule is not; allowed: utilisation, tokens, or runs in place of"
                            + " scenario.");
        }
        if (steps != null && target.tokens() != null) {
            throw new IllegalArgumentException("steps and target.tokens exclude each other; allowed is one of them.");
        }
        for (PlanQuestion question : questions) {
            boolean isOfBandwidths = question == PlanQuestion.LEAST_BANDWIDTH || question == PlanQuestion.CROSSOVERS;
            if (isOfBandwidths && bandwidth == null) {
                throw new IllegalArgumentException(
                        "bandwidth is missing, which question " + question.id() + " looks for.");
            }
        }
        double points = bandwidth == null ? 1 : bandwidth.points();
        for (List<String> values : choices.values()) {
            if (values.isEmpty()) {
                throw new IllegalArgumentException("choices must have a value each.");
            }
            points *= values.size();
        }
        points *= Math.max(1, cases.size()) * Math.max(1.0, runs.size());
        if (points > MOST_POINTS) {
            throw new IllegalArgumentException("choices and bandwidth.points make " + PlainNumber.of(points)
                    + " points, more than " + MOST_POINTS + ".");
        }
    }

    /** Whether a question is to be answered. */
    boolean asks(PlanQuestion question) {
        if (!questions.isEmpty()) {
            return questions.contains(question);
        }
        boolean hasThreshold = !target.utilisation().isEmpty() || limits.time() != null;
        return switch (question) {
            case TIMES -> false;
            case LEAST_BANDWIDTH -> bandwidth != null && hasThreshold;
            case SMALLEST_PERIOD -> scenario != null && bandwidth == null && hasThreshold;
            case CROSSOVERS -> bandwidth != null;
            case CHEAPEST -> prices.isPriced() || limits.time() != null;
            case FRONTIER -> !choices.isEmpty() || (bandwidth != null && prices.isPriced());
        };
    }
}
