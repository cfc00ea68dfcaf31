package org.longhaul.training.tensor;

import java.util.function.BinaryOperator;
import org.jspecify.annotations.Nullable;

/**
 * What the gradient of a weight sees of the layer's input in its place, {@link Tensor#seeing}. The layer's value and the gradient
 * of its input are those of the whole input.
 *
 * <p>For an operator that is linear in input and weight, with x_p what is seen and z = op(x_p, W): y = op(x, W without gradient) +
 * (z - z without gradient). The value is op(x, W) exactly, dy/dx has W, and dy/dW has x_p. That takes the operator twice; who keeps
 * x_p for the backward pass in the place of x needs it once.
 *
 * <p>Thread-safety: one thread at a time.
 */
@FunctionalInterface
public interface InputFilter {
    /**
     * What is seen of an input; asked once for each product, while gradients are recorded.
     *
     * @param input the whole input, without gradient
     * @param weight the weight, without gradient
     * @return of the input's shape; null for the whole input
     */
    @Nullable
    Tensor seen(Tensor input, Tensor weight);

    /**
     * A product whose weight sees what this filter lets through.
     *
     * @param whole the layer with all that it adds
     * @param products the same as far as it depends on the weight
     */
    default Tensor product(Tensor input, Tensor weight, BinaryOperator<Tensor> whole, BinaryOperator<Tensor> products) {
        Tensor plain = weight.seeing(null);
        Tensor seen = Autograd.isRecording() ? seen(input.detach(), plain.detach()) : null;
        if (seen == null) {
            return whole.apply(input, plain);
        }
        Tensor product = products.apply(seen.detach(), plain);
        return whole.apply(input, plain.detach()).add(product.sub(product.detach()));
    }
}
