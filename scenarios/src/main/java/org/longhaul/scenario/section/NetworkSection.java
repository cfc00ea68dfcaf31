package org.longhaul.scenario.section;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.UnaryOperator;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.Selection;
import org.longhaul.simulator.collective.CollectiveFactory;
import org.longhaul.simulator.collective.HandOver;
import org.longhaul.simulator.collective.LibraryProfile;
import org.longhaul.simulator.collective.library.CommunicationLibrary;
import org.longhaul.simulator.explain.NetworkChoice;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.DataSize;
import org.longhaul.topology.unit.Durations;

/** How the network and what crosses it are simulated. */
public record NetworkSection(
        @JsonProperty(defaultValue = "flow")
                @JsonPropertyDescription(
                        "network model, with its settings if any differ; auto takes packet for small runs, else flow")
                Selection<NetworkModel<?>> fidelity,
        @JsonProperty(defaultValue = "[]")
                @JsonPropertyDescription(
                        "further network models that each method's trace is run on, to show how they differ")
                List<Selection<NetworkModel<?>>> compareWith,
        @JsonProperty(defaultValue = "shortest-latency") @JsonPropertyDescription("how paths are chosen")
                RoutingKind routing,
        @JsonProperty(defaultValue = "auto")
                @JsonPropertyDescription("collective of every exchange; auto takes the fastest" + " by estimate")
                Selection<CollectiveFactory<?>> collective,
        @JsonProperty(defaultValue = "{}")
                @JsonPropertyDescription("collective by label of the exchange, such as parameters")
                Map<String, Selection<CollectiveFactory<?>>> collectives,
        @JsonProperty(defaultValue = "lockstep")
                @JsonPropertyDescription(
                        "communication library whose way of carrying exchanges out is simulated: nccl, gloo, mpi, sockets"
                                + " (whole messages) or lockstep (none)")
                Selection<CommunicationLibrary<?>> library,
        @JsonProperty(defaultValue = "bucketed")
                @JsonPropertyDescription(
                        "whether gradients are exchanged during the backward pass, and what is averaged before the"
                                + " update during the whole step")
                Overlap overlap,
        @JsonProperty(defaultValue = "auto")
                @JsonPropertyDescription(
                        "size of a gradient bucket; auto takes the one with the shortest estimated step"
                                + " on this network, docs/buckets.md")
                BucketSize bucket,
        @JsonProperty(defaultValue = "1")
                @JsonPropertyDescription("parallel connections over which each transfer is spread")
                int connections,
        @Nullable
                @JsonPropertyDescription(
                        "socket buffers of all hosts, which bound windows on every network model: linux-default (as"
                                + " distributions ship it, 3 MB a connection) or linux-tuned (64 MiB, as the models take"
                                + " it by default); absent: each model's maximumWindow")
                HostBuffers hosts,
        @JsonProperty(defaultValue = "{}")
                @JsonPropertyDescription(
                        "congestion control by sending host, where not all use that of the network model: ids of hosts,"
                                + " names of sites or patterns with *, each with reno, cubic or bbr; an id goes before a"
                                + " site, a site before a pattern")
                Map<String, CongestionControl> congestionControls,
        @JsonProperty(defaultValue = "{}")
                @JsonPropertyDescription(
                        "what one connection carries at most, by sending host as in congestionControls: providers cap single"
                                + " flows, Amazon at 5 Gbit/s outside of a cluster placement group (EC2 User Guide)")
                Map<String, Bandwidth> connectionRates,
        @JsonProperty(defaultValue = "0 s")
                @JsonPropertyDescription("time that software takes before the first transfer of an exchange")
                Duration exchangeOverhead,
        @JsonProperty(defaultValue = "1")
                @JsonPropertyDescription("exchanges of one group that may be in progress at once")
                int concurrentExchanges,
        @JsonProperty(defaultValue = "0")
                @JsonPropertyDescription(
                        "exchanges that one worker may take part in at once, over all its groups; 0 for no limit")
                int exchangesPerWorker,
        @Nullable
                @JsonPropertyDescription(
                        "steps shown in the time line; default: 6 around the step that exchanges most, or"
                                + " around the costliest incident")
                Integer timelineSteps) {

    /** Ways to choose paths. */
    public enum RoutingKind {
        /** The path of least propagation latency. */
        SHORTEST_LATENCY,
        /** Equal-cost multipath: a hash of the connection picks among shortest paths. */
        EQUAL_COST_MULTIPATH
    }

    public NetworkSection {
        execution(connections, exchangeOverhead, concurrentExchanges, exchangesPerWorker);
        HostBuffers buffers = buffers(hosts);
        List<Selection<NetworkModel<?>>> models = new ArrayList<>(compareWith);
        models.add(fidelity);
        if (hosts != null) {
            models.replaceAll(each -> changed(each, choice -> choice.on(buffers, connections)));
        }
        DataSize usual = buffers.sendBuffer();
        HandOver handOver =
                profile(library.factory(), library.settings(), usual).handOver();
        if (handOver.isEarly() && handOver.socketBytes() < usual.bytes()) {
            models.replaceAll(each -> changed(each, choice -> choice.within(handOver.socketBytes(), connections)));
        }
        fidelity = models.remove(models.size() - 1);
        compareWith = List.copyOf(models);
        if (timelineSteps != null && (timelineSteps < 1 || timelineSteps > 1000)) {
            throw new IllegalArgumentException("timelineSteps (" + timelineSteps + ") must lie in [1, 1000].");
        }
    }

    /** How the simulator carries exchanges out. */
    public ExecutionSettings execution() {
        return execution(connections, exchangeOverhead, concurrentExchanges, exchangesPerWorker)
                .withLibrary(profile(
                        library.factory(), library.settings(), buffers(hosts).sendBuffer()));
    }

    private static HostBuffers buffers(@Nullable HostBuffers hosts) {
        return hosts == null ? HostBuffers.LINUX_TUNED : hosts;
    }

    private static <S extends Record> LibraryProfile profile(
            CommunicationLibrary<S> chosen, Record settings, DataSize sendBuffer) {
        return chosen.profile(chosen.settingsType().cast(settings), sendBuffer);
    }

    private static Selection<NetworkModel<?>> changed(
            Selection<NetworkModel<?>> selection, UnaryOperator<NetworkChoice> change) {
        NetworkChoice choice = new NetworkChoice(selection.factory(), selection.settings());
        return new Selection<>(
                selection.id(), choice.model(), change.apply(choice).settings());
    }

    private static ExecutionSettings execution(
            int connections, Duration exchangeOverhead, int concurrentExchanges, int exchangesPerWorker) {
        if (connections < 1 || connections > 64) {
            throw new IllegalArgumentException("connections (" + connections + ") must lie in [1, 64].");
        }
        if (exchangeOverhead.isNegative() || exchangeOverhead.compareTo(Duration.ofHours(1)) > 0) {
            throw new IllegalArgumentException(
                    "exchangeOverhead (" + Durations.shown(exchangeOverhead) + ") must lie in [0 s, 1 h].");
        }
        if (concurrentExchanges < 1) {
            throw new IllegalArgumentException("concurrentExchanges (" + concurrentExchanges + ") must be at least 1.");
        }
        ExecutionSettings defaults = ExecutionSettings.DEFAULT;
        return new ExecutionSettings(
                connections,
                exchangeOverhead.toNanos(),
                concurrentExchanges,
                defaults.lockstepFrom(),
                defaults.recognisesRepetition(),
                exchangesPerWorker,
                LibraryProfile.LOCKSTEP);
    }
}
