package org.longhaul.scenario.agent;

import com.google.common.primitives.Ints;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.request.Preparation;
import org.longhaul.training.agent.AgentTeam;
import org.longhaul.training.agent.AnswerGraph;
import org.longhaul.training.agent.GraphRule;
import org.longhaul.training.agent.Opinions;
import org.longhaul.training.agent.Propagation;
import org.longhaul.training.agent.TeamScore;

/**
 * A trained team as a service sees it: requests by number become queries, and what is drawn for a request depends on the scenario's
 * seed and its number alone, so that services that are compared are asked the same and draw the same.
 */
final class Answerers {
    /** Requests whose graphs are made together, which takes a policy hardly longer than one. */
    private static final int BLOCK = 64;

    /** Blocks that are kept: requests that are under way at a time are neighbours. */
    private static final int MOST_BLOCKS = 64;

    private final AgentTeam team;
    private final GraphRule rule;
    private final long queryKey;
    private final long graphKey;
    private final int @Nullable [] saidAlone;
    private final Map<Block, List<AnswerGraph>> graphs = new HashMap<>();

    /** Requests that follow one another, by the agents whose drafts are known of them. */
    private record Block(long number, List<Integer> agents) {}

    Answerers(
            AgentsService.Settings settings,
            int count,
            RandomStreams streams,
            TrainedTeams teams,
            Preparation preparation) {
        team = teams.team(settings, count, preparation);
        rule = teams.rule(settings, count, preparation);
        queryKey = streams.key("agents/queries", 0);
        graphKey = streams.key("agents/graphs", 0);
        saidAlone = settings.mode().isAlone() ? saidAlone(settings, count, streams) : null;
    }

    private int[] saidAlone(AgentsService.Settings settings, int count, RandomStreams streams) {
        int[] said = new int[team.queries()];
        if (settings.mode() == AgentsService.Mode.SELF_CONSISTENCY) {
            int[][] draws = team.draws(0, count, streams.key("agents/draws", 0));
            for (int query = 0; query < said.length; query++) {
                said[query] = TeamScore.majority(draws[query]);
            }
        } else {
            for (int query = 0; query < said.length; query++) {
                said[query] = team.said(team.draft(query, 0));
            }
        }
        return said;
    }

    private int query(long request) {
        return (int) (RandomStreams.uniform(queryKey, request, 0) * team.queries());
    }

    /** What one agent alone has to say of a request. */
    Map<String, Double> figuresAlone(long request) {
        int[] said = saidAlone;
        if (said == null) {
            throw new IllegalStateException("these agents do not answer alone");
        }
        int query = query(request);
        return Map.of("accuracy", said[query] == team.truth(query) ? 1.0 : 0.0);
    }

    float[] draft(long request, int agent) {
        return team.draft(query(request), agent);
    }

    float[] refined(long request, int agent, List<float[]> heard) {
        return team.refine(agent, List.of(new AgentTeam.Reading(query(request), heard)))
                .get(0);
    }

    /** The graph over the agents whose drafts are known. */
    AnswerGraph graph(long request, int... agents) {
        Block block = new Block(request / BLOCK, Ints.asList(agents));
        List<AnswerGraph> made = graphs.get(block);
        if (made == null) {
            made = graphs(block, agents);
            if (graphs.size() >= MOST_BLOCKS) {
                graphs.clear();
            }
            graphs.put(block, made);
        }
        return made.get((int) (request % BLOCK));
    }

    private List<AnswerGraph> graphs(Block block, int... agents) {
        List<Opinions> opinions = new ArrayList<>();
        long[] seeds = new long[BLOCK];
        for (int i = 0; i < BLOCK; i++) {
            long request = block.number * BLOCK + i;
            float[][] embeddings = new float[agents.length][];
            for (int k = 0; k < agents.length; k++) {
                embeddings[k] = team.embedding(draft(request, agents[k]));
            }
            opinions.add(Opinions.of(agents, embeddings));
            seeds[i] = RandomStreams.bits(graphKey, request, 0);
        }
        return rule.graphs(opinions, seeds);
    }

    /** Whether the aggregated answer of some agents is right. */
    boolean isRight(long request, int[] agents, float[][] answers) {
        return team.isRight(query(request), Propagation.aggregate(team, agents, answers));
    }
}
