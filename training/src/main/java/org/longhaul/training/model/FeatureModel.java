package org.longhaul.training.model;

import org.longhaul.training.tensor.Tensor;

/**
 * A classifier whose last layer is linear: what that layer takes are the features of an example, of which other heads may be
 * trained too.
 */
public interface FeatureModel extends ScoringModel {
    /** Features of one example, F. */
    int featureWidth();

    /**
     * The features, differentiable with respect to the parameters.
     *
     * @param parameters one tensor for each of {@link #parameters()}, of its shape
     * @param inputs [B, ...]
     * @return [B, F]
     */
    Tensor features(Tensor[] parameters, Tensor inputs);

    /**
     * The scores that the last layer gives to features.
     *
     * @param features [B, F]
     * @return [B, classes]
     */
    Tensor head(Tensor[] parameters, Tensor features);

    @Override
    default Tensor scores(Tensor[] parameters, Tensor inputs) {
        return head(parameters, features(parameters, inputs));
    }
}
