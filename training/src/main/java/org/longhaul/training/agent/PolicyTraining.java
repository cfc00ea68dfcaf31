package org.longhaul.training.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.function.LongConsumer;
import java.util.function.ToDoubleFunction;
import org.longhaul.extension.Require;
import org.longhaul.training.model.Seeds;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * Trains a policy by policy gradient on cached drafts; only the pass along each sampled graph is computed anew. The agents stay as
 * they are.
 *
 * <pre>
 *   reward = [answer is right] - edgePenalty edges - latencyPenalty latency(graph)
 *   loss   = - mean over queries and their graphs of (reward - mean reward of the query) log pi(graph)
 *   d log pi / d Lambda_ij = e_ij - p_ij               for forward pairs
 * </pre>
 *
 * <p>Source: Nexa, arXiv 2605.15573, as summarised in public. <b>Differs from the source</b>: several graphs a query with their mean
 * as baseline (the option of the paper's ablation) where the summary has the batch's mean; Adam at 5e-3 with a gradient clipped to 1,
 * where the summary has 0.1, at which scores saturate; no dropout, where it has 0.3. The penalty's size was not found.
 *
 * @param updates updates of the policy (ours)
 * @param batch queries of an update (ours)
 * @param graphs graphs that are sampled for each query (ours)
 * @param learningRate learning rate of Adam (ours)
 * @param edgePenalty lambda: what an edge takes from the reward of a right answer, 1
 * @param latencyPenalty what a second of latency takes from it, or a step of depth where none is told
 */
public record PolicyTraining(
        int updates, int batch, int graphs, double learningRate, double edgePenalty, double latencyPenalty) {
    public PolicyTraining {
        Require.atLeast("updates", updates, 0);
        Require.atLeast("batch", batch, 1);
        Require.atLeast("graphs", graphs, 2);
        Require.positive("learningRate", learningRate, 1e3);
        Require.notNegative("edgePenalty", edgePenalty, 1e6);
        Require.notNegative("latencyPenalty", latencyPenalty, 1e6);
    }

    /** The usual batch, graphs and learning rate. */
    public static PolicyTraining usual(int updates, double edgePenalty, double latencyPenalty) {
        return new PolicyTraining(updates, 64, 4, 0.005, edgePenalty, latencyPenalty);
    }

    /**
     * A trained policy.
     *
     * @param team agents with drafts to the queries that are trained on
     * @param latency of a graph, as the penalty counts it; {@link AnswerGraph#depth} where no network is known
     * @param stepped hears the number of updates done after each; may end the training by what it throws
     */
    public GraphPolicy train(
            GraphPolicy.Settings policy,
            AgentTeam team,
            long seed,
            ToDoubleFunction<AnswerGraph> latency,
            LongConsumer stepped) {
        int width = team.embeddingWidth();
        SplittableRandom random = new SplittableRandom(Seeds.of(seed, "policy-queries"));
        List<Opinions> opinions = new ArrayList<>();
        for (int query = 0; query < team.queries(); query++) {
            opinions.add(team.opinions(query));
        }
        try (FittedNet net = new FittedNet(GraphPolicy.layout(policy, width), learningRate, Seeds.of(seed, "policy"))) {
            for (int update = 1; update <= updates; update++) {
                int[] queries = random.ints(batch, 0, team.queries()).toArray();
                List<Opinions> drawn = new ArrayList<>();
                for (int query : queries) {
                    drawn.add(opinions.get(query));
                }
                net.step(parameters -> {
                    Tensor scores = GraphPolicy.scores(policy, parameters, GraphPolicy.drafts(drawn, width));
                    float[] slopes = slopes(team, queries, drawn, scores.toFloats(), latency, random);
                    return scores.mul(Tensors.of(Device.CPU, slopes, scores.shape()))
                            .sum();
                });
                stepped.accept(update);
            }
            return new GraphPolicy(policy, width, net.values());
        }
    }

    /** The loss's derivatives by the scores. */
    private float[] slopes(
            AgentTeam team,
            int[] queries,
            List<Opinions> opinions,
            float[] scores,
            ToDoubleFunction<AnswerGraph> latency,
            SplittableRandom random) {
        int count = team.agents();
        int[] asked = new int[batch * graphs];
        List<AnswerGraph> sampled = new ArrayList<>();
        float[] own = new float[count * count];
        for (int i = 0; i < batch; i++) {
            System.arraycopy(scores, i * own.length, own, 0, own.length);
            for (int g = 0; g < graphs; g++) {
                asked[i * graphs + g] = queries[i];
                sampled.add(PolicyGraph.sampled(opinions.get(i), own, random));
            }
        }
        double[] rewards = rewards(team, asked, sampled, latency);
        float[] slopes = new float[scores.length];
        for (int i = 0; i < batch; i++) {
            double mean = 0;
            for (int g = 0; g < graphs; g++) {
                mean += rewards[i * graphs + g] / graphs;
            }
            for (int g = 0; g < graphs; g++) {
                double advantage = (rewards[i * graphs + g] - mean) / asked.length;
                if (advantage != 0) {
                    addSlopes(sampled.get(i * graphs + g), advantage, scores, slopes, i * own.length);
                }
            }
        }
        return slopes;
    }

    private static void addSlopes(AnswerGraph graph, double advantage, float[] scores, float[] slopes, int start) {
        int count = graph.agents();
        for (int earlier = 0; earlier < count; earlier++) {
            for (int later = earlier + 1; later < count; later++) {
                int pair = start + earlier * count + later;
                double drawn = graph.hasEdge(earlier, later) ? 1 : 0;
                slopes[pair] -= (float) (advantage * (drawn - GraphPolicy.probability(scores[pair])));
            }
        }
    }

    private double[] rewards(
            AgentTeam team, int[] queries, List<AnswerGraph> graphs, ToDoubleFunction<AnswerGraph> latency) {
        float[][] outcomes = Propagation.outcomes(team, queries, graphs);
        double[] rewards = new double[queries.length];
        for (int i = 0; i < rewards.length; i++) {
            AnswerGraph graph = graphs.get(i);
            rewards[i] = (team.isRight(queries[i], outcomes[i]) ? 1 : 0)
                    - edgePenalty * graph.edges()
                    - (latencyPenalty == 0 ? 0 : latencyPenalty * latency.applyAsDouble(graph));
        }
        return rewards;
    }
}
