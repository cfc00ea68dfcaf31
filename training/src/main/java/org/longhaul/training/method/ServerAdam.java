package org.longhaul.training.method;

import java.util.Map;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/** Adam with bias correction on the pseudo-gradient {@code theta - mean}, which the server computes itself. */
final class ServerAdam implements ServerOptimizer {
    /**
     * Its settings.
     *
     * @param learningRate server learning rate eta
     * @param firstDecay decay of the first moment
     * @param secondDecay decay of the second moment
     * @param epsilon tau, added to the denominator
     */
    record Rates(double learningRate, double firstDecay, double secondDecay, double epsilon) {}

    private final Rates rates;
    private final Tensor theta;
    private final Tensor m;
    private final Tensor v;

    ServerAdam(Replicas replicas, Rates rates) {
        this.rates = rates;
        theta = replicas.newVectorOfInitialParameters();
        m = replicas.newVector();
        v = replicas.newVector();
    }

    @Override
    public Tensor parameters() {
        return theta;
    }

    @Override
    public boolean takesPseudoGradients() {
        return false;
    }

    @Override
    public void step(Tensor mean, long round) {
        double b1 = rates.firstDecay();
        double b2 = rates.secondDecay();
        Tensor g = theta.sub(mean);
        m.lerpInPlace(g, 1 - b1);
        v.mulInPlace(b2).addcmulInPlace(g, g, 1 - b2);
        double first = 1 - Math.pow(b1, (double) round);
        double second = 1 - Math.pow(b2, (double) round);
        Tensor denominator = v.mul(1 / second).sqrtInPlace().addInPlace(rates.epsilon());
        theta.addcdivInPlace(m, denominator, -rates.learningRate() / first);
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("server-parameters", theta, "server-first-moment", m, "server-second-moment", v);
    }
}
