package org.longhaul.training.unlearning;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.stream.IntStream;
import org.longhaul.training.task.QuestionPool;
import org.longhaul.training.task.QuestionPool.FactQuestion;
import org.longhaul.training.tensor.Tensor;

/**
 * Which blocks are redirected: those where shifting what leaves the block, at run time, makes the answers most like on-topic refusals
 * and least like refusals about others.
 *
 * <pre>
 *   score = s1 - s2;  s1 similarity to the refusal of the very question, s2 mean similarity to refusals of questions about others
 * </pre>
 *
 * <p>Source: LUNAR, arXiv 2502.07218, as a reproduction and a port describe it. <b>Ours,</b> since reference sentences and encoder were
 * not found: an answer is encoded as how often it has each token, and similarity is the cosine; the undesired kind are refusals that
 * are about another subject.
 */
public final class LayerChoice {
    private LayerChoice() {}

    /**
     * The score of every block.
     *
     * @param redirections vectors by block, [blocks, C]
     * @param strength c, what they are multiplied by
     * @param forgotten questions that are to be declined
     * @param others questions about others, whose refusals are the undesired kind
     */
    public static List<Double> scores(
            QuestionedModel model,
            QuestionPool format,
            Tensor[] parameters,
            Tensor redirections,
            double strength,
            Positions positions,
            List<FactQuestion> forgotten,
            List<FactQuestion> others) {
        List<Double> scores = new ArrayList<>();
        for (int block = 0; block < model.blocks(); block++) {
            Tensor vector = redirections.select(0, block).mul(strength).to(parameters[0].dtype());
            List<List<Integer>> answers =
                    model.answers(parameters, forgotten, List.of(new Steering.Shifted(block, vector, positions)));
            double sum = 0;
            for (int i = 0; i < answers.size(); i++) {
                double undesired = 0;
                for (FactQuestion other : others) {
                    undesired += similarity(answers.get(i), AnswerScores.refusal(other, format));
                }
                sum += similarity(answers.get(i), AnswerScores.refusal(forgotten.get(i), format))
                        - undesired / Math.max(1, others.size());
            }
            scores.add(sum / answers.size());
        }
        return List.copyOf(scores);
    }

    /** The blocks of the highest scores, ascending; of equal scores the first. */
    public static List<Integer> best(List<Double> scores, int count) {
        return IntStream.range(0, scores.size())
                .boxed()
                .sorted((a, b) -> Double.compare(scores.get(b), scores.get(a)))
                .limit(count)
                .sorted()
                .toList();
    }

    /** Cosine of how often two answers have each token; 0 for an empty one. */
    static double similarity(List<Integer> first, List<Integer> second) {
        Map<Integer, Integer> counts = new LinkedHashMap<>();
        first.forEach(token -> counts.merge(token, 1, Integer::sum));
        Map<Integer, Integer> others = new LinkedHashMap<>();
        second.forEach(token -> others.merge(token, 1, Integer::sum));
        double product = 0;
        for (Map.Entry<Integer, Integer> each : counts.entrySet()) {
            product += (double) each.getValue() * others.getOrDefault(each.getKey(), 0);
        }
        double norms = norm(counts) * norm(others);
        return norms == 0 ? 0 : product / norms;
    }

    private static double norm(Map<Integer, Integer> counts) {
        double sum = 0;
        for (int count : counts.values()) {
            sum += (double) count * count;
        }
        return Math.sqrt(sum);
    }
}
