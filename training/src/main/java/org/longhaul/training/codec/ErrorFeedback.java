package org.longhaul.training.codec;

import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.Tensor;

/**
 * What encoding dropped is added to what is encoded next: {@code c = encode(x + e)}, then {@code e = x + e - decode(c)}, so
 * that it comes later instead of never.
 *
 * <p>Source: Seide et al., "1-Bit Stochastic Gradient Descent and its Application to Data-Parallel Distributed Training of
 * Speech DNNs", Interspeech 2014; Karimireddy et al., arXiv 1901.09847, Algorithm 2.
 */
public final class ErrorFeedback {
    private ErrorFeedback() {}

    /**
     * Encodes what a worker sends together with what it still owes.
     *
     * @param residual e, of the vector's length, 0 at first; becomes what is owed from now on
     */
    public static Encoded encode(Codec codec, Tensor vector, Tensor residual, Layout layout) {
        Tensor whole = residual.add(vector);
        Encoded encoded = codec.encode(whole, layout);
        residual.assignDifference(whole, codec.decode(encoded));
        return encoded;
    }
}
