package org.longhaul.training.agent;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.SplittableRandom;
import java.util.stream.IntStream;
import org.longhaul.extension.Hashes;

/**
 * Graphs of a trained policy.
 *
 * @param policy what says how likely each edge is
 * @param decoding what is made of that
 */
public record PolicyGraph(GraphPolicy policy, Decoding decoding) implements GraphRule {
    /** How probabilities become edges when nothing is trained; the paper's way was not found. */
    public enum Decoding {
        /** Each edge is drawn by its probability, as in training. */
        SAMPLE,
        /** Edges of a probability above a half; after a short training that tends to be none or all. */
        THRESHOLD,
        /** As many of the likeliest as are expected; equally likely ones in the order of the pairs. */
        TOP
    }

    @Override
    public AnswerGraph graph(Opinions opinions, long seed) {
        return decode(opinions, policy.scores(List.of(opinions)).get(0), seed);
    }

    @Override
    public List<AnswerGraph> graphs(List<Opinions> opinions, long[] seeds) {
        if (opinions.stream().mapToInt(Opinions::count).distinct().count() > 1) {
            return GraphRule.super.graphs(opinions, seeds);
        }
        List<AnswerGraph> graphs = new ArrayList<>(opinions.size());
        List<float[]> scores = policy.scores(opinions);
        for (int i = 0; i < opinions.size(); i++) {
            graphs.add(decode(opinions.get(i), scores.get(i), seeds[i]));
        }
        return graphs;
    }

    private AnswerGraph decode(Opinions opinions, float[] scores, long seed) {
        int count = opinions.count();
        return switch (decoding) {
            case SAMPLE -> sampled(opinions, scores, new SplittableRandom(Hashes.next(seed)));
            case THRESHOLD -> AnswerGraph.of(opinions.order(), (earlier, later) -> scores[earlier * count + later] > 0);
            case TOP -> likeliest(opinions, scores);
        };
    }

    /** A graph whose edges are drawn by the probabilities, pair by pair. */
    static AnswerGraph sampled(Opinions opinions, float[] scores, SplittableRandom random) {
        int count = opinions.count();
        return AnswerGraph.of(
                opinions.order(),
                (earlier, later) -> random.nextDouble() < GraphPolicy.probability(scores[earlier * count + later]));
    }

    private static AnswerGraph likeliest(Opinions opinions, float[] scores) {
        int count = opinions.count();
        int[] pairs = IntStream.range(0, count * count)
                .filter(pair -> pair / count < pair % count)
                .toArray();
        double expected = 0;
        for (int pair : pairs) {
            expected += GraphPolicy.probability(scores[pair]);
        }
        int[] kept = Arrays.stream(pairs)
                .boxed()
                .sorted(Comparator.<Integer>comparingDouble(pair -> -scores[pair]))
                .limit(Math.round(expected))
                .mapToInt(Integer::intValue)
                .sorted()
                .toArray();
        return AnswerGraph.of(
                opinions.order(), (earlier, later) -> Arrays.binarySearch(kept, earlier * count + later) >= 0);
    }
}
