package org.longhaul.training.agent;

import java.util.ArrayList;
import java.util.List;

/** One pass along graphs: every agent that listens to somebody answers again, in the order, and refined answers flow on. */
public final class Propagation {
    private Propagation() {}

    /**
     * What all agents answer in the end.
     *
     * @param queries numbers of queries
     * @param graphs one for each query, over all agents
     * @return answers by query and agent
     */
    static float[][][] answers(AgentTeam team, int[] queries, List<AnswerGraph> graphs) {
        float[][][] answers = new float[queries.length][team.agents()][];
        for (int i = 0; i < queries.length; i++) {
            for (int agent = 0; agent < team.agents(); agent++) {
                answers[i][agent] = team.draft(queries[i], agent);
            }
        }
        for (int place = 1; place < team.agents(); place++) {
            refine(team, queries, graphs, place, answers);
        }
        return answers;
    }

    /** All queries' agents at one place of the order, agent by agent, so that an agent is asked many things at once. */
    private static void refine(
            AgentTeam team, int[] queries, List<AnswerGraph> graphs, int place, float[][][] answers) {
        List<List<AgentTeam.Reading>> readings = new ArrayList<>();
        List<List<Integer>> whose = new ArrayList<>();
        for (int agent = 0; agent < team.agents(); agent++) {
            readings.add(new ArrayList<>());
            whose.add(new ArrayList<>());
        }
        for (int i = 0; i < queries.length; i++) {
            AnswerGraph graph = graphs.get(i);
            int agent = graph.agentAt(place);
            List<float[]> read = new ArrayList<>();
            for (int earlier = 0; earlier < place; earlier++) {
                if (graph.hasEdge(earlier, place)) {
                    read.add(answers[i][graph.agentAt(earlier)]);
                }
            }
            if (!read.isEmpty()) {
                readings.get(agent).add(new AgentTeam.Reading(queries[i], read));
                whose.get(agent).add(i);
            }
        }
        for (int agent = 0; agent < team.agents(); agent++) {
            if (!whose.get(agent).isEmpty()) {
                List<float[]> refined = team.refine(agent, readings.get(agent));
                for (int k = 0; k < refined.size(); k++) {
                    answers[whose.get(agent).get(k)][agent] = refined.get(k);
                }
            }
        }
    }

    /** The answer of a team: of all answers the one nearest to their centroid. */
    public static float[] aggregate(AgentTeam team, int[] agents, float[][] answers) {
        float[][] embeddings = new float[agents.length][];
        for (int i = 0; i < agents.length; i++) {
            embeddings[i] = team.embedding(answers[i]);
        }
        int chosen = Opinions.of(agents, embeddings).spokesman();
        for (int i = 0; i < agents.length; i++) {
            if (agents[i] == chosen) {
                return answers[i];
            }
        }
        throw new AssertionError("agent " + chosen + " is none of those that answered");
    }

    /** The answers of the team after one pass along each graph. */
    static float[][] outcomes(AgentTeam team, int[] queries, List<AnswerGraph> graphs) {
        int[] agents = new int[team.agents()];
        for (int agent = 0; agent < agents.length; agent++) {
            agents[agent] = agent;
        }
        float[][][] answers = answers(team, queries, graphs);
        float[][] outcomes = new float[queries.length][];
        for (int i = 0; i < queries.length; i++) {
            outcomes[i] = aggregate(team, agents, answers[i]);
        }
        return outcomes;
    }
}
