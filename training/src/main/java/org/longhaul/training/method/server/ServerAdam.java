package org.longhaul.training.method.server;

import java.util.List;
import org.longhaul.extension.PlainNumber;
import org.longhaul.training.tensor.Tensor;

/**
 * Adam with bias correction on the pseudo-gradient {@code theta - mean}, which the server computes itself.
 *
 * @param learningRate eta
 * @param firstDecay decay of the first moment
 * @param secondDecay decay of the second moment
 * @param epsilon tau, added to the denominator
 */
public record ServerAdam(double learningRate, double firstDecay, double secondDecay, double epsilon)
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
        Tensor g = theta.sub(mean);
        m.lerpInPlace(g, 1 - firstDecay);
        v.mulInPlace(secondDecay).addcmulInPlace(g, g, 1 - secondDecay);
        double first = 1 - Math.pow(firstDecay, (double) round);
        double second = 1 - Math.pow(secondDecay, (double) round);
        Tensor denominator = v.mul(1 / second).sqrtInPlace().addInPlace(epsilon);
        theta.addcdivInPlace(m, denominator, -learningRate / first);
    }

    @Override
    public String words() {
        return "Adam on the pseudo-gradient, learning rate " + PlainNumber.of(learningRate) + ", decays "
                + PlainNumber.of(firstDecay) + " and " + PlainNumber.of(secondDecay);
    }
}
