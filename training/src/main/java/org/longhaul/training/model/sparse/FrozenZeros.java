package org.longhaul.training.model.sparse;

import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;

/**
 * The stored weights, of which those that are 0 get no gradient: a mask that was laid once stays.
 *
 * <p>Source: the fixed masks of FLASH, Babakniya et al., "Revisiting Sparsity Hunting in Federated Learning", arXiv 2211.01549.
 */
public record FrozenZeros() implements EffectiveWeights {
    @Override
    public Tensor of(Tensor stored, boolean isFirst) {
        return stored.mul(Indexing.isNonZero(stored.detach()).to(stored.dtype()));
    }

    @Override
    public String words() {
        return "weights whose zeros stay";
    }
}
