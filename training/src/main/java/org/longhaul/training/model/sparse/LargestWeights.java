package org.longhaul.training.model.sparse;

import org.longhaul.extension.PlainNumber;
import org.longhaul.training.tensor.Tensor;

/**
 * Of each layer but the first the weights of the largest magnitude, the others as 0; the gradient of what is computed with goes to
 * all that are stored.
 *
 * <p>Source: Raihan and Aamodt, "Sparse Weight Activation Training", arXiv 2001.01969, as ZeroFL (arXiv 2208.02507) takes it.
 *
 * @param sparsity share of a layer's weights that are taken for 0, in [0, 1)
 */
public record LargestWeights(double sparsity) implements EffectiveWeights {
    public LargestWeights {
        if (!(sparsity >= 0 && sparsity < 1)) {
            throw new IllegalArgumentException("sparsity (" + PlainNumber.of(sparsity) + ") must lie in [0, 1).");
        }
    }

    @Override
    public Tensor of(Tensor stored, boolean isFirst) {
        if (isFirst || sparsity == 0) {
            return stored;
        }
        Tensor now = stored.detach();
        long kept = now.elements() - Math.round(sparsity * now.elements());
        Tensor mask = PrunableElements.largest(now.reshape(-1), kept).reshape(now.shape());
        return stored.add(now.mul(mask).sub(now));
    }

    @Override
    public String words() {
        return "the largest weights of each layer but the first, all but " + PlainNumber.of(sparsity);
    }
}
