package org.longhaul.training.method.server;

import java.util.List;
import org.longhaul.extension.PlainNumber;
import org.longhaul.training.tensor.Tensor;

/**
 * Adagrad on {@code d = mean - theta} (Reddi et al., "Adaptive Federated Optimization", arXiv 2003.00295, Algorithm 2): squares
 * add up and are never forgotten.
 *
 * <pre>
 *   m = b1 m + (1 - b1) d
 *   v = v + d^2                                v = tau^2 at first
 *   theta = theta + eta m / (sqrt(v) + tau)
 * </pre>
 *
 * @param learningRate eta
 * @param firstDecay b1, decay of the first moment; 0 for Adagrad as it usually is
 * @param epsilon tau, added to the denominator
 */
public record ServerAdagrad(double learningRate, double firstDecay, double epsilon) implements ServerOptimizer {
    @Override
    public List<Kept> kept() {
        return List.of(new Kept("server-first-moment", false), new Kept("server-second-moment", false));
    }

    @Override
    public boolean takesPseudoGradients() {
        return false;
    }

    @Override
    public void step(Tensor theta, List<Tensor> kept, Tensor mean, long round) {
        Tensor m = kept.get(0);
        Tensor v = kept.get(1);
        if (round == 1) {
            v.fillInPlace(epsilon * epsilon);
        }
        Tensor d = mean.sub(theta);
        m.lerpInPlace(d, 1 - firstDecay);
        v.addcmulInPlace(d, d, 1);
        theta.addcdivInPlace(m, v.sqrt().addInPlace(epsilon), learningRate);
    }

    @Override
    public String words() {
        return "Adagrad on the pseudo-gradient, learning rate " + PlainNumber.of(learningRate)
                + ", decay of the first moment " + PlainNumber.of(firstDecay);
    }
}
