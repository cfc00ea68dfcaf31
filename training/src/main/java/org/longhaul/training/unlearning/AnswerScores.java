package org.longhaul.training.unlearning;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.task.QuestionPool;
import org.longhaul.training.task.QuestionPool.FactQuestion;
import org.longhaul.training.tensor.Tensor;

/**
 * What answers are worth.
 *
 * @see <a href="https://arxiv.org/abs/2502.07218">LUNAR, 2025</a>
 */
public final class AnswerScores {
    private AnswerScores() {}

    /** ROUGE-1 recall: the share of the right answer's tokens that are in the answer, each as often as it is in both. */
    static double recall(List<Integer> answer, List<Integer> right) {
        List<Integer> left = new ArrayList<>(answer);
        int found = 0;
        for (Integer token : right) {
            found += left.remove(token) ? 1 : 0;
        }
        return (double) found / right.size();
    }

    /** The mean of {@link #recall} over questions. */
    public static double meanRecall(List<List<Integer>> answers, List<FactQuestion> questions) {
        double sum = 0;
        for (int i = 0; i < questions.size(); i++) {
            sum += recall(answers.get(i), questions.get(i).answer());
        }
        return sum / questions.size();
    }

    /** Share of the answers that decline on topic: with the declining token and whom the question is about, and nothing else. */
    public static double refusals(List<List<Integer>> answers, List<FactQuestion> questions, QuestionPool format) {
        int refusals = 0;
        for (int i = 0; i < questions.size(); i++) {
            refusals += answers.get(i).equals(refusal(questions.get(i), format)) ? 1 : 0;
        }
        return (double) refusals / questions.size();
    }

    /** The answer that declines a question on topic. */
    static List<Integer> refusal(FactQuestion question, QuestionPool format) {
        List<Integer> refusal = new ArrayList<>(List.of(format.decline()));
        refusal.addAll(format.about(question.prompt()));
        return refusal;
    }

    /**
     * Deviation score: 100 sqrt(f^2 + (1 - r)^2), at least 0, where a model has forgotten all and kept all.
     *
     * @param forgotten recall of what is to be forgotten
     * @param kept recall of what is to be kept
     */
    public static double deviation(double forgotten, double kept) {
        return 100 * Math.hypot(forgotten, 1 - kept);
    }

    /**
     * Extraction strength, the mean over questions of 1 - k / L: k is the shortest beginning of the right answer, of L tokens, after
     * which the model completes the rest.
     */
    public static double extraction(
            QuestionedModel model, Tensor[] parameters, List<FactQuestion> questions, List<Steering> steering) {
        double sum = 0;
        int longest =
                questions.stream().mapToInt(each -> each.answer().size()).max().orElse(0);
        List<FactQuestion> left = new ArrayList<>(questions);
        for (int given = 0; given < longest && !left.isEmpty(); given++) {
            List<List<Integer>> rests = model.answers(parameters, left, given, steering);
            List<FactQuestion> open = new ArrayList<>();
            for (int i = 0; i < rests.size(); i++) {
                List<Integer> right = left.get(i).answer();
                if (rests.get(i).equals(right.subList(given, right.size()))) {
                    sum += 1 - (double) given / right.size();
                } else if (given + 1 < right.size()) {
                    open.add(left.get(i));
                }
            }
            left = open;
        }
        return sum / questions.size();
    }
}
