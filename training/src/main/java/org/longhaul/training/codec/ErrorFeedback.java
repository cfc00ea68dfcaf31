package org.longhaul.training.codec;

import java.util.List;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.Tensor;

/**
 * What encoding dropped is added to what is encoded next: {@code c = encode(x + e)}, then {@code e = x + e - decode(c)}, so
 * that nothing is lost but time. Each worker has a residual e of its own, 0 at first, that persists between exchanges and
 * belongs into the checkpoint.
 *
 * <p>Source: Seide et al., "1-Bit Stochastic Gradient Descent", Interspeech 2014, section 3; Karimireddy et al., arXiv
 * 1901.09847, algorithm 2.
 */
public final class ErrorFeedback {
    private final List<Tensor> residuals;

    /** @param residuals vectors of the workers by rank, which somebody else owns */
    public ErrorFeedback(List<Tensor> residuals) {
        this.residuals = List.copyOf(residuals);
    }

    /** Encodes what a worker sends together with its residual, and keeps what that drops. */
    public Encoded encode(Codec codec, int worker, Tensor vector, Layout layout) {
        Tensor residual = residuals.get(worker);
        Tensor whole = residual.add(vector);
        Encoded encoded = codec.encode(whole, layout);
        residual.assignDifference(whole, codec.decode(encoded));
        return encoded;
    }
}
