package org.longhaul.training.method.sparse;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.sparse.PrunableElements;
import org.longhaul.training.objective.ClientRound;
import org.longhaul.training.objective.LocalObjective;
import org.longhaul.training.objective.LocalStep;
import org.longhaul.training.tensor.InputFilter;
import org.longhaul.training.tensor.Tensor;

/**
 * What a client of a sparse method does: gradients of weights that see the largest activations only, and pruning of its whole model
 * before it sends.
 *
 * <p>Neither is charged: an activation is compared once where it takes part in a product with each filter, and the weights are
 * ordered once a round. The filter computes a product twice ({@link InputFilter}), which who prunes in the backward pass does not: it
 * is not charged either.
 *
 * @param sparsity share s of the prunable weights that are 0 when the model is sent; 0 for none
 * @param upload what of it is chosen
 * @param denseRounds so many first rounds end without pruning
 * @param activations which activations gradients of weights see
 * @param activationSparsity share of the activations that they do not see; null for the share of 0 among the layer's weights
 * @param sparesFirst whether the first layer's gradient sees everything
 */
record SparseRound(
        double sparsity,
        Upload upload,
        long denseRounds,
        ActivationPruning activations,
        @Nullable Double activationSparsity,
        boolean sparesFirst)
        implements LocalObjective {
    private static final String THRESHOLDS = "activation-thresholds";

    /** Of a threshold that is not known yet: magnitudes are not negative. */
    private static final double UNKNOWN = -1;

    @Override
    public List<Kept> kept() {
        return activations == ActivationPruning.CACHED ? List.of(new Kept(THRESHOLDS, false)) : List.of();
    }

    @Override
    public void begin(ClientRound client) {
        if (activations == ActivationPruning.CACHED) {
            client.kept(THRESHOLDS).fillInPlace(UNKNOWN);
        }
    }

    @Override
    public Tensor loss(LocalStep step) {
        return step.forward().of(seeing(step), step.batch()).loss();
    }

    private Tensor[] seeing(LocalStep step) {
        Tensor[] leaves = step.leaves().clone();
        if (activations != ActivationPruning.OFF) {
            List<Integer> prunable = PrunableElements.of(step.client().layout()).parameters();
            for (int i = sparesFirst ? 1 : 0; i < prunable.size(); i++) {
                int place = prunable.get(i);
                leaves[place] = leaves[place].seeing(filter(step.client(), place));
            }
        }
        return leaves;
    }

    private InputFilter filter(ClientRound client, int place) {
        return (input, weight) -> {
            double share = activationSparsity == null ? ActivationPruning.zeros(weight) : activationSparsity;
            if (share == 0) {
                return null;
            }
            boolean isConvolution = weight.dimensions() > 2;
            return ActivationPruning.kept(
                    input,
                    activations == ActivationPruning.CACHED && isConvolution
                            ? cached(client, place, input, share)
                            : ActivationPruning.threshold(input, share));
        };
    }

    /** The threshold of the round's first batch lies where the layer's first weight does. */
    private static double cached(ClientRound client, int place, Tensor input, double share) {
        Tensor slot = client.kept(THRESHOLDS).narrow(0, client.layout().offset(place), 1);
        double known = slot.item();
        if (known != UNKNOWN) {
            return known;
        }
        double threshold = ActivationPruning.threshold(input, share);
        slot.fillInPlace(threshold);
        return threshold;
    }

    @Override
    public void end(ClientRound client) {
        if (sparsity > 0 && client.place().round() >= denseRounds) {
            upload.prune(client.parameters(), client.received(), client.layout(), sparsity);
        }
    }

    /** What of a client's model is kept when it is pruned. */
    public enum Upload {
        /** The largest weights, whose model is sent. */
        PRUNE_WEIGHTS,
        /** The largest changes in the round, which are sent; weights that are not among them are what they were. */
        TOPK_DELTA;

        /** Prunes all layers together, to the exact count. */
        void prune(Tensor parameters, Tensor received, Layout layout, double sparsity) {
            PrunableElements elements = PrunableElements.of(layout);
            if (elements.count() == 0) {
                return;
            }
            long kept = kept(elements.count(), sparsity);
            Tensor weights = elements.of(parameters);
            if (this == PRUNE_WEIGHTS) {
                elements.multiply(parameters, PrunableElements.largest(weights, kept));
                return;
            }
            Tensor before = elements.of(received);
            Tensor chosen = PrunableElements.largest(weights.sub(before), kept);
            // One of the two summands is 0, so that each weight is exactly what it was before or after.
            Tensor others = chosen.neg().add(1);
            elements.multiply(parameters, chosen);
            elements.add(parameters, before.mul(others));
        }
    }

    /** How many of N weights are kept. */
    static long kept(long count, double sparsity) {
        return count - Math.round(sparsity * count);
    }

    @Override
    public String words() {
        return "the loss, and prunes "
                + (sparsity == 0 ? "nothing" : "all but " + PlainNumber.of(1 - sparsity) + " of its weights");
    }
}
