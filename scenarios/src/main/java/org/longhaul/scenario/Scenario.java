package org.longhaul.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.claim.Claim;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.section.BackgroundSection;
import org.longhaul.scenario.section.CheckpointSection;
import org.longhaul.scenario.section.ComputeKind;
import org.longhaul.scenario.section.DataSection;
import org.longhaul.scenario.section.FaultSection;
import org.longhaul.scenario.section.LimitsSection;
import org.longhaul.scenario.section.MethodSection;
import org.longhaul.scenario.section.NetworkSection;
import org.longhaul.scenario.section.ProjectAs;
import org.longhaul.scenario.section.SeedsSection;
import org.longhaul.scenario.section.StorageSection;
import org.longhaul.scenario.section.Stragglers;
import org.longhaul.scenario.section.TrainingSection;
import org.longhaul.simulator.fault.Recovery;
import org.longhaul.topology.build.TopologyBuilder;
import org.longhaul.training.method.Membership;
import org.longhaul.training.model.ModelFactory;
import org.longhaul.training.participation.ParticipationFactory;

/**
 * What a user asks for: which methods train what, on which network, for how long. Bound from a YAML file by
 * {@link ScenarioReader}; component names are the file's keys.
 */
public record Scenario(
        @JsonPropertyDescription("short name: letters, digits, dots and hyphens; names the run directory") String name,
        @Nullable @JsonPropertyDescription("what the scenario asks and where its numbers come from") String description,
        @JsonPropertyDescription("the network: a builder with its settings, {catalogue: NAME} or {file: PATH}")
                Selection<TopologyBuilder<?>> topology,
        @Nullable @JsonPropertyDescription("number of workers, one on a host; default: one on every host")
                Integer workers,
        @JsonProperty(defaultValue = "spread")
                @JsonPropertyDescription(
                        "hosts of the workers by id in order, or spread (over the sites in turn), or fill"
                                + " (a site before the next)")
                List<String> placement,
        @Nullable
                @JsonPropertyDescription(
                        "number of clients that methods with a server choose from, on the hosts of the topology, several on one"
                                + " where these are fewer; default: as many as workers, and where they are")
                Integer clients,
        @JsonProperty(defaultValue = "1")
                @JsonPropertyDescription(
                        "clients that compute at the same time on a host that several share; the others queue, each for all"
                                + " that the one before it computes until it has to wait")
                int slots,
        @Nullable
                @JsonPropertyDescription(
                        "host of the server of methods that have one; default: the first host without a client, the last host if"
                                + " clients are at least as many as hosts")
                String server,
        @JsonProperty(defaultValue = "everyone")
                @JsonPropertyDescription("which clients take part in a round of methods with a server")
                Selection<ParticipationFactory<?>> participation,
        @JsonProperty(defaultValue = "{}")
                @JsonPropertyDescription(
                        "groups of clients, for methods with a tree of them, by name: {europe: [paris, madrid], asia: [tokyo]},"
                                + " of hosts, sites, regions and other groups of this list; default: the regions of the"
                                + " topology, and in each its sites")
                Map<String, List<String>> federation,
        @JsonPropertyDescription("how long a step computes: {device, mfu}, {stepTime}, {throughput} or {measured}")
                Selection<ComputeKind> compute,
        @Nullable @JsonPropertyDescription("slow workers and noise of the compute times; default: none")
                Stragglers stragglers,
        @JsonPropertyDescription("the model that is trained") Selection<ModelFactory<?>> model,
        @Nullable
                @JsonPropertyDescription(
                        "the larger model whose bytes and operations are charged; default: the trained one")
                ProjectAs projectAs,
        @JsonProperty(defaultValue = "{}")
                @JsonPropertyDescription("text or a data set, and its partition over the workers")
                DataSection data,
        @JsonPropertyDescription("budget, batch, optimizer and evaluation") TrainingSection training,
        @JsonPropertyDescription("the methods to compare, each with its settings and what differs from the rest")
                List<MethodSection> methods,
        @JsonProperty(defaultValue = "{}") @JsonPropertyDescription("how the network is simulated")
                NetworkSection network,
        @JsonProperty(defaultValue = "[]")
                @JsonPropertyDescription("what fails or varies while a method runs; one seed, one course of events")
                List<FaultSection> faults,
        @JsonProperty(defaultValue = "{}") @JsonPropertyDescription("what network and jobs do about failures")
                Recovery recovery,
        @Nullable
                @JsonPropertyDescription(
                        "rules by which workers come and go, such as {heartbeat: 2 s, timeout: 6 s, minimumWorkers: 2};"
                                + " default: all workers are waited for")
                Membership membership,
        @Nullable
                @JsonPropertyDescription(
                        "how fast workers write and read the checkpoints of membership, such as {write: 2 GB/s, read: 4 GB/s};"
                                + " default: in no time")
                StorageSection storage,
        @JsonProperty(defaultValue = "{}") @JsonPropertyDescription("other jobs and traffic on the network")
                BackgroundSection background,
        @JsonProperty(defaultValue = "[1]")
                @JsonPropertyDescription("master seeds, [1, 2, 3] or {count: 3}; every method runs once under each")
                SeedsSection seeds,
        @JsonProperty(defaultValue = "[]")
                @JsonPropertyDescription(
                        "values to be reached on data that nobody trains on, each a measure of the model:"
                                + " {loss: 3.2}, {perplexity: 20}, {accuracy: 0.9}")
                List<Map<String, Double>> targets,
        @Nullable @JsonPropertyDescription("label of the method that the others are compared with; default: the first")
                String baseline,
        @JsonProperty(defaultValue = "[]")
                @JsonPropertyDescription(
                        "what the run is to show, checked at its end, with exit code 1 where one does not hold:"
                                + " charged-bytes(ddp) / charged-bytes(des-loc) >= 170")
                List<Claim> claims,
        @JsonProperty(defaultValue = "{}") @JsonPropertyDescription("how often a run saves its state")
                CheckpointSection checkpoints,
        @JsonProperty(defaultValue = "{}") @JsonPropertyDescription("what one method under one seed may take at most")
                LimitsSection limits,
        @JsonProperty(defaultValue = "{}")
                @JsonPropertyDescription("what is asked of a run of this scenario between real processes, docs/wire.md")
                WireSection wire) {

    /** Whether anything but the method under consideration happens on the network. */
    public boolean isDisturbed() {
        return !faults.isEmpty()
                || !background.jobs().isEmpty()
                || !background.flows().isEmpty();
    }

    /** The label of the method that the others are compared with. */
    public String baselineLabel() {
        return baseline == null ? methods.get(0).name() : baseline;
    }

    public Scenario {
        if (!name.matches("[A-Za-z0-9][A-Za-z0-9._-]{0,63}")) {
            throw new IllegalArgumentException(
                    "name ('" + name
                            + "') must be 1 to 64 letters, digits, dots, hyphens and underscores, beginning with a letter or digit.");
        }
        if (workers != null && workers < 1) {
            throw new IllegalArgumentException("workers (" + workers + ") must be at least 1.");
        }
        if (clients != null && clients < 1) {
            throw new IllegalArgumentException("clients (" + clients + ") must be at least 1.");
        }
        if (slots < 1) {
            throw new IllegalArgumentException("slots (" + slots + ") must be at least 1.");
        }
        if (methods.isEmpty()) {
            throw new IllegalArgumentException("methods must list at least one method.");
        }
        if (baseline != null && methods.stream().noneMatch(m -> m.name().equals(baseline))) {
            List<String> names = methods.stream().map(MethodSection::name).toList();
            throw new IllegalArgumentException("baseline ('" + baseline + "') must be the label of a method; allowed: "
                    + String.join(", ", names) + Spelling.maybe(baseline, names));
        }
        for (Claim claim : claims) {
            for (String method : claim.methods()) {
                List<String> names = methods.stream().map(MethodSection::name).toList();
                if (!names.contains(method)) {
                    throw new IllegalArgumentException("claims ('" + claim + "') name '" + method
                            + "', which is no label of a method; allowed: " + String.join(", ", names)
                            + Spelling.maybe(method, names));
                }
            }
        }
        claims = List.copyOf(claims);
        placement = List.copyOf(placement);
        methods = List.copyOf(methods);
        faults = List.copyOf(faults);
        targets = List.copyOf(targets);
    }
}
