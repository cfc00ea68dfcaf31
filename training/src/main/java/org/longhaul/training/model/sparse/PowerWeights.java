package org.longhaul.training.model.sparse;

import org.longhaul.extension.PlainNumber;
import org.longhaul.training.tensor.Tensor;

/**
 * {@code theta = sign(w) |w|^beta}: small weights learn slowly, and one that is 0 stays 0, since its gradient {@code beta |w|^(beta
 * - 1) dL/dtheta} is 0 for beta above 1.
 *
 * <p>Source: Schwarz et al., "Powerpropagation", arXiv 2110.00296, as SparsyFed (arXiv 2504.05153) takes it.
 *
 * @param exponent beta, at least 1; 1 for the weights themselves
 */
public record PowerWeights(double exponent) implements EffectiveWeights {
    public PowerWeights {
        if (!(exponent >= 1 && exponent <= 16)) {
            throw new IllegalArgumentException("exponent (" + PlainNumber.of(exponent)
                    + ") must lie in [1, 16]: below 1 the gradient of a weight of 0 is infinite.");
        }
    }

    // Not w |w|^(beta - 1), whose automatic derivative is 0 times infinity at 0.
    @Override
    public Tensor of(Tensor stored, boolean isFirst) {
        return exponent == 1 ? stored : stored.sign().mul(stored.abs().pow(exponent));
    }

    @Override
    public String words() {
        return "sign(w) |w|^" + PlainNumber.of(exponent);
    }
}
