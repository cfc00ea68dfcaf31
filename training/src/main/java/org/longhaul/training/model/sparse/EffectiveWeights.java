package org.longhaul.training.model.sparse;

import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.Tensor;

/**
 * The weights that a model computes with, as a function of those that are stored, sent and pruned; in training and in evaluation.
 * An immutable value without state.
 */
public interface EffectiveWeights {
    /**
     * The weights of one layer.
     *
     * @param stored differentiable
     * @param isFirst whether it is the first layer of the model that has any
     * @return of the same shape; the same tensor where nothing changes
     */
    Tensor of(Tensor stored, boolean isFirst);

    /** How the stored weights start, where a layer begins as its own does not say. */
    default ParameterSpec started(ParameterSpec spec) {
        return spec;
    }

    /** What they are, in a few words. */
    String words();
}
