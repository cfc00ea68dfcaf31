package org.longhaul.scenario.experiment;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.LongConsumer;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.agent.AgentTeam;
import org.longhaul.training.agent.AnswerGraph;
import org.longhaul.training.agent.FixedGraph;
import org.longhaul.training.agent.GraphPolicy;
import org.longhaul.training.agent.GraphRule;
import org.longhaul.training.agent.PolicyGraph;
import org.longhaul.training.agent.PolicyTraining;
import org.longhaul.training.agent.RandomGraph;
import org.longhaul.training.agent.SimilarityGraph;
import org.longhaul.training.agent.StandIn;
import org.longhaul.training.agent.TeamScore;
import org.longhaul.training.agent.TrainedAgents;

/**
 * Small classifiers that draft, and then talk along graphs: those of a trained policy, of fixed rules and of chance; without a
 * network.
 *
 * <pre>
 *   single               mean accuracy of an agent alone
 *   parallel             accuracy of the aggregated drafts
 *   G                    accuracy along graphs of kind G: chain, star, full, similar, few (density 0.1), some (0.2), policy, random
 *                        (of the policy's density)
 *   G-edges, G-depth     their mean number of edges, and of refinements that wait for one another
 *   G-rescue, G-harm     wrong before and right after, right before and wrong after, as shares
 *   T-...                the same of another team T, with the policy as it was trained: T-parallel, T-full, T-policy
 * </pre>
 */
@SuppressWarnings("rawtypes")
@AutoService(Experiment.class)
@Provides(
        id = "agents-talking",
        description =
                "Small classifiers that draft and then talk along graphs, of a policy, of fixed rules and of chance.",
        source = "Nexa, arXiv 2605.15573, and SelfOrg, arXiv 2510.00685; the agents and the scale are ours")
public final class AgentsTalking implements Experiment<AgentsTalking.Settings> {
    private static final int PRACTICE = 2000;

    /** Another team that the policy is tried on; see the annotations. */
    public record Team(
            @JsonPropertyDescription("what its figures are called") String name,
            @JsonProperty(defaultValue = "10") @JsonPropertyDescription("agents") int agents,
            @JsonProperty(defaultValue = "0.4") @JsonPropertyDescription("share of the features that an agent sees")
                    double view) {
        public Team {
            Require.count("agents", agents, 100);
            Require.positive("view", view, 1);
        }
    }

    /** What is trained; see the annotations. */
    public record Settings(
            @JsonProperty(defaultValue = "classifiers")
                    @JsonPropertyDescription("what agents are: classifiers, or sequences (tiny transformers that add)")
                    StandIn standIn,
            @JsonProperty(defaultValue = "10") @JsonPropertyDescription("agents") int agents,
            @JsonProperty(defaultValue = "0.4")
                    @JsonPropertyDescription("share of the features, or of the first summands, that an agent knows")
                    double view,
            @JsonPropertyDescription("lambda: what an edge takes from the policy's reward") double edgePenalty,
            @JsonProperty(defaultValue = "200") @JsonPropertyDescription("updates of the policy") int updates,
            @JsonProperty(defaultValue = "sample") @JsonPropertyDescription("how the policy's graphs are made")
                    PolicyGraph.Decoding decoding,
            @JsonProperty(defaultValue = "2000") @JsonPropertyDescription("queries that are counted") int queries,
            @JsonProperty(defaultValue = "[]") @JsonPropertyDescription("teams that the policy is tried on as it is")
                    List<Team> teams) {
        public Settings {
            Require.count("agents", agents, 100);
            Require.positive("view", view, 1);
            Require.notNegative("edgePenalty", edgePenalty, 1e6);
            Require.atLeast("updates", updates, 0);
            Require.count("queries", queries, 1_000_000);
            teams = List.copyOf(teams);
        }
    }

    @Override
    public long steps(Settings settings) {
        return settings.standIn.steps() * (1 + settings.teams.size()) + settings.updates;
    }

    @Override
    public Map<String, Double> figures(Settings settings, long seed, LongConsumer stepped) {
        Steps steps = new Steps(stepped);
        TrainedAgents agents = settings.standIn.train(settings.agents, settings.view, seed, steps);
        steps.rest(settings.standIn.steps());
        GraphPolicy policy = PolicyTraining.usual(settings.updates, settings.edgePenalty, 0)
                .train(
                        GraphPolicy.Settings.usual(),
                        agents.asked(PRACTICE, seed + 1000),
                        seed,
                        AnswerGraph::depth,
                        steps);
        steps.rest(settings.updates);
        GraphRule decoded = new PolicyGraph(policy, settings.decoding);
        AgentTeam exam = agents.asked(settings.queries, seed + 2000);
        Map<String, Double> figures = new LinkedHashMap<>();
        figures.put("single", TeamScore.ofSingleAgents(exam));
        put("chain", exam, FixedGraph.CHAIN, seed, figures);
        put("star", exam, FixedGraph.STAR, seed, figures);
        put("few", exam, new RandomGraph(0.1), seed, figures);
        put("some", exam, new RandomGraph(0.2), seed, figures);
        put("similar", exam, new SimilarityGraph(0.5), seed, figures);
        putOf("", exam, decoded, seed, figures);
        double pairs = Math.max(1, settings.agents * (settings.agents - 1) / 2.0);
        double density = figures.getOrDefault("policy-edges", 0.0) / pairs;
        put("random", exam, new RandomGraph(Math.min(1, density)), seed, figures);
        for (Team team : settings.teams) {
            TrainedAgents strangers = settings.standIn.train(team.agents, team.view, seed + 3000, steps);
            steps.rest(settings.standIn.steps());
            putOf(team.name + "-", strangers.asked(settings.queries, seed + 4000), decoded, seed, figures);
        }
        return ImmutableMap.copyOf(figures);
    }

    /** What is told of every team. */
    private static void putOf(String prefix, AgentTeam team, GraphRule policy, long seed, Map<String, Double> figures) {
        put(prefix + "parallel", team, FixedGraph.PARALLEL, seed, figures);
        put(prefix + "full", team, FixedGraph.FULL, seed, figures);
        put(prefix + "policy", team, policy, seed, figures);
    }

    private static void put(String name, AgentTeam team, GraphRule rule, long seed, Map<String, Double> figures) {
        TeamScore score = TeamScore.of(team, rule, seed);
        figures.put(name, score.accuracy());
        figures.put(name + "-edges", score.edges());
        figures.put(name + "-depth", score.depth());
        figures.put(name + "-rescue", score.rescue());
        figures.put(name + "-harm", score.harm());
    }

    /** Steps of several trainings as one. */
    private static final class Steps implements LongConsumer {
        private final LongConsumer stepped;
        private long before;

        Steps(LongConsumer stepped) {
            this.stepped = stepped;
        }

        @Override
        public void accept(long step) {
            stepped.accept(before + step);
        }

        void rest(long steps) {
            before += steps;
        }
    }
}
