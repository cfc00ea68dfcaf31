package org.longhaul.training.method.server;

import java.util.List;
import org.longhaul.extension.PlainNumber;
import org.longhaul.training.tensor.Tensor;

/**
 * Yogi on {@code d = mean - theta} (Reddi et al., "Adaptive Federated Optimization", arXiv 2003.00295, Algorithm 2): the second
 * moment moves towards d^2 by a share of d^2 and not of how far it is from it, so that it falls slowly.
 *
 * <pre>
 *   m = b1 m + (1 - b1) d
 *   v = v - (1 - b2) d^2 sign(v - d^2)         v = tau^2 at first
 *   theta = theta + eta m / (sqrt(v) + tau)
 * </pre>
 *
 * <p>There is no correction of bias, as in the source; it asks for v of at least tau^2 at first.
 *
 * @param learningRate eta
 * @param firstDecay b1, decay of the first moment
 * @param secondDecay b2, decay of the second moment
 * @param epsilon tau, added to the denominator
 */
public record ServerYogi(double learningRate, double firstDecay, double secondDecay, double epsilon)
        implements ServerOptimizer {
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
        Tensor square = d.square();
        v.addcmulInPlace(square, v.sub(square).sign(), -(1 - secondDecay));
        theta.addcdivInPlace(m, v.sqrt().addInPlace(epsilon), learningRate);
    }

    @Override
    public String words() {
        return "Yogi on the pseudo-gradient, learning rate " + PlainNumber.of(learningRate) + ", decays "
                + PlainNumber.of(firstDecay) + " and " + PlainNumber.of(secondDecay);
    }
}
