package org.longhaul.training.method.semisupervised;

import java.util.List;
import org.longhaul.training.communicate.GroupElements;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;

/**
 * A second head beside the classifier: one linear layer from the features to embeddings, and how it is trained and used.
 *
 * <p>Depth and width are not known from the source; one layer is inferred.
 *
 * @param width d, of an embedding, unless there are fewer features
 * @param contrast what it is trained by
 * @param weight lambda, of this loss beside the classifier's
 * @param aggregation how similarities to anchors become scores
 */
record AnchorHead(int width, LabelContrast contrast, double weight, FedAnchor.Score aggregation) {
    /** Numbers of an embedding of features of a width: at most as many as there are features. */
    int width(int features) {
        return Math.min(width, features);
    }

    /** Its parameters, which belong to no group of the model. */
    List<ParameterSpec> specs(int features) {
        return List.of(
                new ParameterSpec(
                        "anchor-head.weight",
                        List.of((long) width(features), (long) features),
                        GroupElements.NUMBERS,
                        new Init.Normal(Math.sqrt(1.0 / features)),
                        ParameterSpec.Role.OUTPUT),
                new ParameterSpec(
                        "anchor-head.bias",
                        List.of((long) width(features)),
                        GroupElements.NUMBERS,
                        new Init.Constant(0)));
    }

    /** The embeddings of features [B, F]: [B, d]. */
    static Tensor embeddings(Tensor features, Tensor weight, Tensor bias) {
        return Functional.linear(features, weight, bias);
    }

    /** The same of the head as a flat vector. */
    static Tensor embeddings(Tensor features, Tensor flat, Layout layout) {
        return embeddings(features, layout.slice(flat, 0), layout.slice(flat, 1));
    }
}
