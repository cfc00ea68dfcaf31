package org.longhaul.training.method.unlearning;

import java.util.Arrays;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.QuestionPool;
import org.longhaul.training.task.QuestionPool.FactQuestion;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/** Batches of single questions, and batches in which some do not count. */
final class QuestionBatches {
    private QuestionBatches() {}

    /** Questions with their answers, in which the answers count with their ends. */
    static Batch of(List<FactQuestion> questions, QuestionPool pool, Device device) {
        int length = pool.promptTokens() + pool.answerTokens() - 1;
        long[] inputs = new long[questions.size() * length];
        long[] targets = new long[questions.size() * length];
        for (int row = 0; row < questions.size(); row++) {
            FactQuestion question = questions.get(row);
            int answered = pool.promptTokens() + question.answer().size();
            for (int i = 0; i < length; i++) {
                inputs[row * length + i] = token(question, i, pool);
                boolean counts = i + 1 >= pool.promptTokens() && i + 1 <= answered;
                targets[row * length + i] = counts ? token(question, i + 1, pool) : Batch.NOT_SCORED;
            }
        }
        return new Batch(
                Tensors.of(device, inputs, questions.size(), length),
                Tensors.of(device, targets, questions.size(), length),
                questions.size() * length);
    }

    private static int token(FactQuestion question, int place, QuestionPool pool) {
        int answered = place - pool.promptTokens();
        return answered < 0
                ? question.prompt().get(place)
                : answered < question.answer().size() ? question.answer().get(answered) : pool.end();
    }

    /** The same batch, in which no question about some subjects counts. */
    static Batch without(Batch batch, List<List<Integer>> subjects) {
        Set<List<Integer>> left = new HashSet<>(subjects);
        long[] inputs = batch.inputs().toLongs();
        long[] targets = batch.targets().toLongs();
        int length = Math.toIntExact(batch.inputs().size(1));
        int named = subjects.get(0).size();
        boolean isChanged = false;
        for (int row = 0; row < batch.rows(); row++) {
            Integer[] about = new Integer[named];
            for (int i = 0; i < named; i++) {
                about[i] = (int) inputs[row * length + i];
            }
            if (left.contains(List.of(about))) {
                Arrays.fill(targets, row * length, (row + 1) * length, Batch.NOT_SCORED);
                isChanged = true;
            }
        }
        return isChanged
                ? new Batch(
                        batch.inputs(),
                        Tensors.of(batch.targets().device(), targets, batch.rows(), length),
                        batch.items())
                : batch;
    }

    /** Whether anything in a batch counts. */
    static boolean counts(Batch batch) {
        for (long target : batch.targets().toLongs()) {
            if (target != Batch.NOT_SCORED) {
                return true;
            }
        }
        return false;
    }

    /** Where targets count, 1, else 0, in the type of {@code like}; [rows, length]. */
    static Tensor mask(Batch batch, Tensor like) {
        long[] targets = batch.targets().toLongs();
        float[] mask = new float[targets.length];
        for (int i = 0; i < mask.length; i++) {
            mask[i] = targets[i] == Batch.NOT_SCORED ? 0 : 1;
        }
        return Tensors.of(like.device(), mask, batch.targets().shape()).to(like.dtype());
    }
}
