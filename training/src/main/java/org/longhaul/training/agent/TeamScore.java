package org.longhaul.training.agent;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.extension.Hashes;

/**
 * What a team scores over its queries when a rule chooses the graphs.
 *
 * @param accuracy share of right answers
 * @param edges mean number of edges, and so of messages between agents
 * @param depth mean number of refinements that wait for one another
 * @param rescue share of right answers among queries that the drafts alone got wrong
 * @param harm share of wrong answers among queries that the drafts alone got right
 * @param silent share of queries with an empty graph
 */
public record TeamScore(double accuracy, double edges, double depth, double rescue, double harm, double silent) {
    /** Tries a rule on all queries of a team. */
    public static TeamScore of(AgentTeam team, GraphRule rule, long seed) {
        int[] queries = new int[team.queries()];
        long[] seeds = new long[queries.length];
        List<Opinions> opinions = new ArrayList<>();
        for (int query = 0; query < queries.length; query++) {
            queries[query] = query;
            seeds[query] = seedOf(seed, query);
            opinions.add(team.opinions(query));
        }
        List<AnswerGraph> graphs = rule.graphs(opinions, seeds);
        List<AnswerGraph> empty = FixedGraph.PARALLEL.graphs(opinions, seeds);
        float[][] before = Propagation.outcomes(team, queries, empty);
        float[][] after = Propagation.outcomes(team, queries, graphs);
        long edges = 0;
        long depth = 0;
        int silent = 0;
        int right = 0;
        int wrongBefore = 0;
        int rescued = 0;
        int harmed = 0;
        for (int query : queries) {
            boolean wasRight = team.isRight(query, before[query]);
            boolean isRight = team.isRight(query, after[query]);
            edges += graphs.get(query).edges();
            depth += graphs.get(query).depth();
            silent += graphs.get(query).isEmpty() ? 1 : 0;
            right += isRight ? 1 : 0;
            wrongBefore += wasRight ? 0 : 1;
            rescued += !wasRight && isRight ? 1 : 0;
            harmed += wasRight && !isRight ? 1 : 0;
        }
        double count = queries.length;
        return new TeamScore(
                right / count,
                edges / count,
                depth / count,
                rescued / Math.max(1.0, wrongBefore),
                harmed / Math.max(1.0, count - wrongBefore),
                silent / count);
    }

    /** The seed of what is drawn for a query: everybody who decides for it draws the same. */
    private static long seedOf(long seed, long query) {
        return Hashes.next(seed ^ Hashes.mix(query));
    }

    /** Mean share of right drafts over the agents: what one of them scores alone. */
    public static double ofSingleAgents(AgentTeam team) {
        double right = 0;
        for (int agent = 0; agent < team.agents(); agent++) {
            right += ofSingleAgent(team, agent);
        }
        return right / team.agents();
    }

    /** Share of right drafts of an agent. */
    static double ofSingleAgent(AgentTeam team, int agent) {
        int right = 0;
        for (int query = 0; query < team.queries(); query++) {
            right += team.isRight(query, team.draft(query, agent)) ? 1 : 0;
        }
        return right / (double) team.queries();
    }

    /** What was said most often, of equals what was said first. */
    public static int majority(int... said) {
        int best = said[0];
        int most = 0;
        for (int each : said) {
            int times = 0;
            for (int other : said) {
                times += other == each ? 1 : 0;
            }
            if (times > most) {
                most = times;
                best = each;
            }
        }
        return best;
    }
}
