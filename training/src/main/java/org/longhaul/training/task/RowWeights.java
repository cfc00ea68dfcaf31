package org.longhaul.training.task;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * What the loss of each row of a training batch counts for, found between its forward and its backward pass. It is asked once for
 * each row, in the order of the rows: at once, or micro-batch by micro-batch.
 *
 * <p>Thread-safety: one thread at a time.
 */
@FunctionalInterface
public interface RowWeights {
    /**
     * What the next rows count for: their mean loss is that of the products. Carries no gradient.
     *
     * @param hidden what enters the model's last stage, [B, T, d], detached
     * @param losses mean loss of each row, [B], detached
     * @return [B]; all ones for the plain mean
     */
    Tensor of(Tensor hidden, Tensor losses);

    /** Those of batches that lie one after the other in one, equally many rows each. */
    static RowWeights joined(List<RowWeights> parts) {
        return (hidden, losses) -> {
            long rows = losses.size(0) / parts.size();
            List<Tensor> weights = new ArrayList<>();
            for (int i = 0; i < parts.size(); i++) {
                weights.add(parts.get(i).of(hidden.narrow(0, i * rows, rows), losses.narrow(0, i * rows, rows)));
            }
            return Tensors.cat(weights, 0);
        };
    }
}
