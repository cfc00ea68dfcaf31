package org.longhaul.training.weighting;

import org.longhaul.training.task.Batch;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;

/**
 * A worker whose samples are weighted: what it has, and what it computes for the weights, which is counted.
 *
 * <p>Thread-safety: one thread at a time.
 */
public interface WeighedWorker {
    /** Its rank. */
    int rank();

    /** Where it computes. */
    Device device();

    /** Its flat parameters; not to be changed. */
    Tensor parameters();

    /** A vector that it {@linkplain SampleWeighting#kept keeps}, to be changed in place. */
    Tensor kept(String name);

    /** The batch that is drawn for it in a step. */
    Batch drawn(long step);

    /** What enters the model's last stage, [B, T, d], at some flat parameters; no gradient is recorded. A forward pass. */
    Tensor hidden(Tensor flat, Batch batch);
}
