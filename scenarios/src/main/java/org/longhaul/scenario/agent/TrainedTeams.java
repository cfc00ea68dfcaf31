package org.longhaul.scenario.agent;

import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import org.longhaul.simulator.request.Preparation;
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
import org.longhaul.training.agent.TrainedAgents;

/**
 * Teams and policies, each trained once for all services, seeds and circumstances: they follow from the settings alone.
 *
 * <p>Thread-safe.
 */
final class TrainedTeams {
    /** Queries that the policy is trained on. */
    private static final int PRACTICE = 2000;

    /** Other queries, which are asked. */
    private static final int EXAM = 4000;

    private final Map<Team, TrainedAgents> agents = new ConcurrentHashMap<>();
    private final Map<Team, AgentTeam> exams = new ConcurrentHashMap<>();
    private final Map<Policy, GraphPolicy> policies = new ConcurrentHashMap<>();

    private record Team(StandIn standIn, int agents, double view, long seed) {}

    private record Policy(Team team, double edgePenalty, double depthPenalty, int updates) {}

    /** The agents with their drafts to what is asked. */
    AgentTeam team(AgentsService.Settings settings, int count, Preparation preparation) {
        return exams.computeIfAbsent(
                new Team(settings.standIn(), count, settings.view(), settings.team()),
                team -> agents(team, preparation).asked(EXAM, team.seed + 2));
    }

    private TrainedAgents agents(Team team, Preparation preparation) {
        long steps = team.standIn.steps();
        return agents.computeIfAbsent(
                team,
                key -> key.standIn.train(
                        key.agents, key.view, key.seed, done -> preparation.stepped("agents", done, steps)));
    }

    /** Who decides who talks. */
    GraphRule rule(AgentsService.Settings settings, int count, Preparation preparation) {
        return switch (settings.mode()) {
            case SINGLE, SELF_CONSISTENCY, PARALLEL -> FixedGraph.PARALLEL;
            case CHAIN -> FixedGraph.CHAIN;
            case STAR -> FixedGraph.STAR;
            case FULL -> FixedGraph.FULL;
            case SIMILAR -> new SimilarityGraph(settings.threshold());
            case RANDOM -> new RandomGraph(settings.density());
            case POLICY -> new PolicyGraph(policy(settings, count, preparation), settings.decoding());
        };
    }

    private GraphPolicy policy(AgentsService.Settings settings, int count, Preparation preparation) {
        Team team = new Team(settings.standIn(), count, settings.view(), settings.team());
        return policies.computeIfAbsent(
                new Policy(team, settings.edgePenalty(), settings.depthPenalty(), settings.updates()),
                key -> PolicyTraining.usual(key.updates, key.edgePenalty, key.depthPenalty)
                        .train(
                                GraphPolicy.Settings.usual(),
                                agents(key.team, preparation).asked(PRACTICE, key.team.seed + 1),
                                key.team.seed,
                                AnswerGraph::depth,
                                done -> preparation.stepped("a policy", done, key.updates)));
    }
}
