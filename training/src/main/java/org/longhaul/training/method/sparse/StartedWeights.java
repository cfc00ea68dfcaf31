package org.longhaul.training.method.sparse;

import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.model.sparse.EffectiveWeights;
import org.longhaul.training.tensor.Tensor;

/**
 * Weights that begin as a {@link Start} says.
 *
 * @param of what the model computes with
 * @param exponent of it; 1 where it is the stored weights or some of them
 */
record StartedWeights(EffectiveWeights of, double exponent, Start start) implements EffectiveWeights {
    @Override
    public Tensor of(Tensor stored, boolean isFirst) {
        return of.of(stored, isFirst);
    }

    @Override
    public ParameterSpec started(ParameterSpec spec) {
        return start.of(spec, exponent);
    }

    @Override
    public String words() {
        return of.words() + (start == Start.MODEL ? "" : ", begun from truncated normal values");
    }
}
