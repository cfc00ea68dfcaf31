package org.longhaul.training.unlearning;

import java.util.List;
import org.longhaul.training.task.QuestionPool.FactQuestion;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * What a block's down-projection is to give: its own output where questions are to be answered as before, and its output shifted
 * towards not knowing where they are not. Rows are positions of questions of the unmodified model. Only the shifts are kept: the change
 * of the matrix is fitted to them, whatever its own output is.
 *
 * <p>Source: LUNAR, arXiv 2502.07218, the authors' code. <b>Differs from the source</b> in that rows may be the last positions alone,
 * positions of answers may be among them, and rows may be weighed.
 *
 * @param inputs float64 [rows, F]
 * @param shifts what the wanted output is more than that of the present matrix, float64 [rows, C]
 */
public record RegressionSet(Tensor inputs, Tensor shifts) {
    /**
     * Rows of questions that are answered as before; live as long as the present tensor scope.
     *
     * @param parameters of the present model, in their shapes
     */
    public static RegressionSet unchanged(
            QuestionedModel model, Tensor[] parameters, int block, List<FactQuestion> questions, Positions positions) {
        return staying(model.inputs(parameters, block, questions, positions), parameters[model.downProjection(block)]);
    }

    /**
     * Rows of the answers that the present model gives, which go on as they do: the matrix is used at every position, and rows of
     * questions alone say nothing about how an answer goes on.
     *
     * @param parameters of the present model, in their shapes
     */
    public static RegressionSet answering(
            QuestionedModel model, Tensor[] parameters, int block, List<FactQuestion> questions) {
        return staying(model.answerInputs(parameters, block, questions), parameters[model.downProjection(block)]);
    }

    private static RegressionSet staying(Tensor inputs, Tensor matrix) {
        return new RegressionSet(inputs, Tensors.zeros(inputs.device(), DType.FLOAT64, inputs.size(0), matrix.size(0)));
    }

    /** The same rows, each counting so many times in a sum of squares. */
    public RegressionSet weighing(double weight) {
        double root = Math.sqrt(weight);
        return new RegressionSet(inputs.mul(root), shifts.mul(root));
    }

    /** Rows that are redirected by a vector [C]. */
    public RegressionSet shiftedBy(Tensor vector) {
        return new RegressionSet(inputs, vector.to(DType.FLOAT64).view(1, -1).expand(shifts.shape()));
    }

    /** The rows of both. */
    public RegressionSet and(RegressionSet other) {
        return new RegressionSet(
                Tensors.cat(List.of(inputs, other.inputs), 0), Tensors.cat(List.of(shifts, other.shifts), 0));
    }

    /** Number of rows. */
    public long rows() {
        return inputs.size(0);
    }
}
