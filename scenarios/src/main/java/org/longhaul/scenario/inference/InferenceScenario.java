package org.longhaul.scenario.inference;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.WorkKind;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.section.BackgroundSection;
import org.longhaul.scenario.section.ComputeKind;
import org.longhaul.scenario.section.FaultSection;
import org.longhaul.scenario.section.LimitsSection;
import org.longhaul.scenario.section.NetworkSection;
import org.longhaul.scenario.section.SeedsSection;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.topology.build.TopologyBuilder;

/**
 * What a user asks of services that answer requests over a network. Bound from a YAML file by {@link InferenceReader}; component
 * names are the file's keys. Network, faults and background are written as in a scenario of training.
 */
public record InferenceScenario(
        @JsonPropertyDescription("short name: letters, digits, dots and hyphens") String name,
        @Nullable @JsonPropertyDescription("what the scenario asks and where its numbers come from") String description,
        @JsonPropertyDescription("the network: a builder with its settings, {catalogue: NAME} or {file: PATH}")
                Selection<TopologyBuilder<?>> topology,
        @JsonPropertyDescription("what is asked, by whom, how often") RequestsSection requests,
        @Nullable
                @JsonPropertyDescription(
                        "what it takes to compute an answer: {time}, {kind: operations} or {architecture}; required by"
                                + " services that do not say it themselves")
                Selection<WorkKind> work,
        @Nullable
                @JsonPropertyDescription(
                        "how fast hosts compute, where work is stated in operations: {device, mfu} or {profiles}")
                Selection<ComputeKind> compute,
        @JsonProperty(defaultValue = "{}")
                @JsonPropertyDescription(
                        "compute of single hosts instead: ids or patterns with *, each with {device, mfu}; an id goes before"
                                + " a pattern")
                Map<String, Selection<ComputeKind>> computeOfHosts,
        @JsonProperty(defaultValue = "1")
                @JsonPropertyDescription(
                        "computations of a host at a time, each as fast as one alone; the others queue")
                int slots,
        @JsonPropertyDescription("the services to compare, each with its settings and what differs from the rest")
                List<ServiceSection> services,
        @JsonProperty(defaultValue = "false")
                @JsonPropertyDescription(
                        "true: all services run at the same time and share hosts and links, each with requests of its own;"
                                + " false: one after the other, each alone, all asked the same")
                boolean together,
        @JsonProperty(defaultValue = "[]")
                @JsonPropertyDescription(
                        "circumstances under which every service is run, each with a name: another network, further faults,"
                                + " other traffic; default: one, as the rest of the file says")
                List<CaseSection> cases,
        @JsonProperty(defaultValue = "{}") @JsonPropertyDescription("how the network is simulated")
                NetworkSection network,
        @JsonProperty(defaultValue = "[]")
                @JsonPropertyDescription(
                        "what fails or varies while requests are answered; one seed, one course of events")
                List<FaultSection> faults,
        @JsonProperty(defaultValue = "{}") @JsonPropertyDescription("what network and jobs do about failures")
                Recovery recovery,
        @JsonProperty(defaultValue = "{}") @JsonPropertyDescription("training jobs and other traffic on the network")
                BackgroundSection background,
        @JsonProperty(defaultValue = "{count: 3}")
                @JsonPropertyDescription("master seeds, [1, 2, 3] or {count: 3}; every service runs once under each")
                SeedsSection seeds,
        @JsonProperty(defaultValue = "{}") @JsonPropertyDescription("what one run under one seed may take at most")
                LimitsSection limits) {

    public InferenceScenario {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException(
                    "name ('" + name
                            + "') must be 1 to 64 letters, digits, dots, hyphens and underscores, beginning with a letter or digit.");
        }
        if (services.isEmpty()) {
            throw new IllegalArgumentException("services must list at least one service.");
        }
        if (slots < 1) {
            throw new IllegalArgumentException("slots (" + slots + ") must be at least 1.");
        }
        services = List.copyOf(services);
        cases = List.copyOf(cases);
        faults = List.copyOf(faults);
    }
}
