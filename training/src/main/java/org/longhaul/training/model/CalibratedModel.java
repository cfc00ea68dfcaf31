package org.longhaul.training.model;

import java.util.List;
import org.longhaul.training.task.Batch;
import org.longhaul.training.tensor.Tensor;

/**
 * A model that needs statistics of training data beside its parameters to be judged by, which are no part of it: they are taken
 * anew from whatever parameters are judged, and neither sent nor kept. Where it is given the parameters alone, it takes the
 * statistics of the batch itself.
 */
public interface CalibratedModel extends Model {
    /** Batches of training data that it takes to {@linkplain #calibrated calibrate} it; 0 for none, where nothing is to be done. */
    int calibrationBatches();

    /**
     * The parameters followed by the statistics of these batches, as {@link #predict} takes them.
     *
     * @param parameters one tensor for each of {@link #parameters()}
     * @return tensors of the present scope
     */
    Tensor[] calibrated(Tensor[] parameters, List<Batch> batches);
}
