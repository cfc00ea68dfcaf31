package org.longhaul.scenario.agent;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.simulator.request.RequestContext;
import org.longhaul.simulator.request.Service;
import org.longhaul.simulator.request.ServiceContext;
import org.longhaul.simulator.request.ServiceModel;
import org.longhaul.simulator.request.Work;
import org.longhaul.topology.unit.Durations;
import org.longhaul.training.agent.PolicyGraph;
import org.longhaul.training.agent.StandIn;

/**
 * Agents on hosts that draft in parallel, decide from the drafts who reads whose, and answer.
 *
 * <pre>
 *   1  query     client to coordinator, coordinator to each agent
 *   2  draft     each agent computes, and sends its draft to the coordinator
 *   3  decide    once all drafts are there, or the time for them is over: embeddings, contributions, graph
 *   4  talk      unless the graph is empty: the graph to each agent whose draft came; each answer along its edges; who
 *                listens computes again with what it reads in its prompt, and sends what it says now to the coordinator too
 *   5  answer    once all that was refined is there, or the time for it is over: the response nearest to the weighted centroid,
 *                to the client
 * </pre>
 *
 * <p>Decentralised, agents embed their drafts themselves and send the embedding to each other; every one decides by what has come to
 * it, with the same policy and the same seed, so that no graph is sent; drafts go to the coordinator as before. Agents that saw
 * different drafts in time may come to different graphs: whoever waits in vain is left out in the end.
 *
 * <p>Without a time for drafts or refinements, a site that fails leaves its requests unanswered.
 *
 * <p><b>What is charged.</b> The agents are small classifiers that really train and really answer; they stand in for language models.
 * Charged is the work that the scenario states for language models: of the prompt and the answer for a draft; for a refinement a
 * prompt of the query, the own draft and all answers read. Messages have the sizes of query and answer. Embeddings, and the policy
 * (as it would be with embeddings of the charged size), are charged too; sorting, centroids and fixed rules are not.
 *
 * <p>Source: Nexa, arXiv 2605.15573, as summarised in public; the cost model is ours.
 */
@SuppressWarnings("rawtypes")
@AutoService(ServiceModel.class)
@Provides(
        id = "agents",
        description =
                "Agents that draft in parallel, and talk along a graph that a policy or a rule makes of the drafts.",
        source = "Nexa, arXiv 2605.15573, and SelfOrg, arXiv 2510.00685; agents and costs are ours")
public final class AgentsService implements ServiceModel<AgentsService.Settings> {
    /** More would train for hours. */
    private static final int MOST_UPDATES = 1_000_000;

    private static final long MOST_EMBEDDING_BYTES = 1L << 30;

    private final TrainedTeams teams;

    /** With teams that are trained when they are first asked. */
    public AgentsService() {
        this(new TrainedTeams());
    }

    AgentsService(TrainedTeams teams) {
        this.teams = teams;
    }

    /** How the agents come to an answer. */
    public enum Mode {
        /** The first agent alone. */
        SINGLE,
        /** The first agent alone, which answers as many times as there are agents, and says what it says most often. */
        SELF_CONSISTENCY,
        /** All draft; the drafts are aggregated. */
        PARALLEL,
        /** Each reads the one before it, in the order of contribution. */
        CHAIN,
        /** All read the one that contributes most. */
        STAR,
        /** Each reads all that contribute more. */
        FULL,
        /** SelfOrg's rule: each reads those that contribute more and are similar enough. */
        SIMILAR,
        /** Each reads each that contributes more with one probability. */
        RANDOM,
        /** The trained policy. */
        POLICY;

        boolean isAlone() {
            return this == SINGLE || this == SELF_CONSISTENCY;
        }
    }

    /** Settings of {@code agents}; see the annotations. */
    public record Settings(
            @JsonPropertyDescription("hosts of the agents, one each, by id or pattern with *") List<String> hosts,
            @JsonPropertyDescription(
                            "single, self-consistency, parallel, chain, star, full, similar (SelfOrg's rule), random or policy")
                    Mode mode,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription(
                            "whether agents send embeddings to each other and each decides for itself, instead of a coordinator")
                    boolean decentralised,
            @Nullable @JsonPropertyDescription("host that asks the agents and aggregates; default: the one that asks")
                    String coordinator,
            @Nullable
                    @JsonPropertyDescription(
                            "time for drafts, after which it goes on with those that came; default: it waits for all")
                    Duration draftTimeout,
            @Nullable
                    @JsonPropertyDescription(
                            "time for refinements since the graph, after which drafts stand for those that did not come; default: it"
                                    + " waits for all")
                    Duration refineTimeout,
            @JsonProperty(defaultValue = "0.5")
                    @JsonPropertyDescription("similar: least cosine between drafts that are linked")
                    double threshold,
            @JsonProperty(defaultValue = "0.2") @JsonPropertyDescription("random: probability of an edge")
                    double density,
            @JsonProperty(defaultValue = "0.005")
                    @JsonPropertyDescription(
                            "policy: lambda, what an edge takes from the reward of a right answer (ours: the paper's was not found)")
                    double edgePenalty,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription(
                            "policy: what each refinement that has to wait for another takes from it, as latency follows depth (ours)")
                    double depthPenalty,
            @JsonProperty(defaultValue = "200") @JsonPropertyDescription("policy: updates of its training (ours)")
                    int updates,
            @JsonProperty(defaultValue = "sample")
                    @JsonPropertyDescription(
                            "policy: sample, threshold or top (as many of the likeliest edges as are expected)")
                    PolicyGraph.Decoding decoding,
            @JsonProperty(defaultValue = "classifiers")
                    @JsonPropertyDescription(
                            "what answers in the place of language models: classifiers, or sequences (tiny transformers that add;"
                                    + " slower to train)")
                    StandIn standIn,
            @JsonProperty(defaultValue = "0.4")
                    @JsonPropertyDescription(
                            "how strong agents are: share of the features, or of the first summands, that each knows")
                    double view,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription(
                            "seed of the task, the agents and the policy, which are the same under all seeds of the scenario")
                    long team,
            @JsonProperty(defaultValue = "1536")
                    @JsonPropertyDescription("bytes of an embedding: 384 values of 4 bytes, as in the paper")
                    long embeddingBytes,
            @JsonProperty(defaultValue = "4.5e7")
                    @JsonPropertyDescription(
                            "operations for a token that is embedded (ours: a small encoder of 22 million parameters)")
                    double embeddingOperations) {
        public Settings {
            hosts = List.copyOf(hosts);
            positive("draftTimeout", draftTimeout);
            positive("refineTimeout", refineTimeout);
            Require.share("threshold", threshold);
            Require.share("density", density);
            Require.notNegative("edgePenalty", edgePenalty, 1e6);
            Require.notNegative("depthPenalty", depthPenalty, 1e6);
            Require.notNegative("updates", updates, MOST_UPDATES);
            Require.positive("view", view, 1);
            Require.count("embeddingBytes", embeddingBytes, MOST_EMBEDDING_BYTES);
            Require.notNegative("embeddingOperations", embeddingOperations, 1e15);
            refuseUseless(mode, "threshold", threshold != 0.5 && mode != Mode.SIMILAR);
            refuseUseless(mode, "density", density != 0.2 && mode != Mode.RANDOM);
            boolean decides = mode == Mode.POLICY;
            refuseUseless(mode, "edgePenalty", edgePenalty != 0.005 && !decides);
            refuseUseless(mode, "depthPenalty", depthPenalty != 0 && !decides);
            refuseUseless(mode, "updates", updates != 200 && !decides);
            refuseUseless(mode, "decoding", decoding != PolicyGraph.Decoding.SAMPLE && !decides);
            refuseUseless(mode, "decentralised", decentralised && mode.isAlone());
            refuseUseless(mode, "coordinator", coordinator != null && mode.isAlone());
            refuseUseless(mode, "draftTimeout", draftTimeout != null && mode.isAlone());
            refuseUseless(mode, "refineTimeout", refineTimeout != null && (mode.isAlone() || mode == Mode.PARALLEL));
            refuseUseless(mode, "embeddingBytes", embeddingBytes != 1536 && !decides && !decentralised);
            refuseUseless(mode, "embeddingOperations", embeddingOperations != 4.5e7 && mode.isAlone());
        }

        /** A value other than the usual one that nothing would follow from. */
        private static void refuseUseless(Mode mode, String name, boolean isUseless) {
            if (isUseless) {
                throw new IllegalArgumentException(name + " must be absent: nothing follows from it with mode "
                        + mode.name().toLowerCase(Locale.ROOT).replace('_', '-') + ".");
            }
        }

        private static void positive(String name, @Nullable Duration time) {
            if (time != null && (time.isZero() || time.isNegative())) {
                throw new IllegalArgumentException(name + " (" + Durations.shown(time) + ") must be above 0.");
            }
        }
    }

    @Override
    public Service create(Settings settings, ServiceContext context) {
        List<Integer> hosts = context.hosts("hosts", settings.hosts);
        if (hosts.size() < 2) {
            throw new IllegalArgumentException("hosts must name at least two hosts, found " + hosts.size() + ".");
        }
        int most = settings.standIn.mostAgents();
        if (hosts.size() > most) {
            throw new IllegalArgumentException("hosts must name at most " + most + " hosts, as many agents as can be"
                    + " trained at once, found " + hosts.size() + ".");
        }
        String coordinator = settings.coordinator;
        int origin = coordinator == null ? -1 : context.host("coordinator", coordinator);
        AgentCosts costs = new AgentCosts(settings, context, hosts.size());
        if (!settings.mode.isAlone()) {
            List<Integer> meeting = new ArrayList<>(origin >= 0 ? List.of(origin) : context.clients());
            if (settings.decentralised) {
                meeting.addAll(hosts);
            }
            meeting.forEach(costs::requireDevice);
        }
        return new Panel(settings, context, hosts, origin, costs, teams);
    }

    /** The agents of one run. */
    private static final class Panel implements Service {
        private final Settings settings;
        private final ServiceContext context;
        private final List<Integer> hosts;
        private final int origin;
        private final AgentCosts costs;
        private final TrainedTeams teams;
        private @Nullable Answerers answerers;

        Panel(
                Settings settings,
                ServiceContext context,
                List<Integer> hosts,
                int origin,
                AgentCosts costs,
                TrainedTeams teams) {
            this.settings = settings;
            this.context = context;
            this.hosts = hosts;
            this.origin = origin;
            this.costs = costs;
            this.teams = teams;
        }

        @Override
        public void arrived(RequestContext asked) {
            Answerers trained = answerers;
            if (trained == null) {
                // Not before something is asked, so that a scenario can be checked without training.
                trained = new Answerers(settings, hosts.size(), context.streams(), teams, context.preparation());
                answerers = trained;
            }
            int coordinator = origin >= 0 ? origin : asked.request().client();
            if (settings.mode.isAlone()) {
                Answerers own = trained;
                alone(asked, own);
            } else {
                new Talk(settings, asked, trained, costs, hosts, coordinator).begin();
            }
        }

        private void alone(RequestContext asked, Answerers own) {
            int client = asked.request().client();
            int host = hosts.get(0);
            int times = settings.mode == Mode.SINGLE ? 1 : hosts.size();
            Work work = costs.draws(asked.request(), times);
            asked.send(
                    client,
                    host,
                    asked.request().queryBytes(),
                    "query",
                    () -> asked.compute(
                            host,
                            work,
                            () -> asked.send(
                                    host,
                                    client,
                                    asked.request().answerBytes(),
                                    "answer",
                                    () -> asked.finish(
                                            own.figuresAlone(asked.request().number())))));
        }

        /** Answers of agents; of refinements those that follow from the rule, where it does not look at drafts. */
        @Override
        public List<Demand> demands() {
            List<Integer> asked = settings.mode.isAlone() ? hosts.subList(0, 1) : hosts;
            Work each = costs.mean();
            List<Demand> demands = new ArrayList<>();
            for (int host : asked) {
                demands.add(new Demand(host, each));
            }
            return demands;
        }
    }
}
