package org.longhaul.training.method;

import java.util.Map;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/** Adam with bias correction on the pseudo-gradient {@code theta - mean}, which the server computes itself. */
final class ServerAdam implements ServerOptimizer {
    private final FedAdam.Settings settings;
    private final Tensor theta;
    private final Tensor m;
    private final Tensor v;

    ServerAdam(Replicas replicas, FedAdam.Settings settings) {
        this.settings = settings;
        theta = replicas.newVector().copyInPlace(replicas.parameters().of(0));
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
        double b1 = settings.firstDecay();
        double b2 = settings.secondDecay();
        Tensor g = theta.sub(mean);
        m.lerpInPlace(g, 1 - b1);
        v.mulInPlace(b2).addcmulInPlace(g, g, 1 - b2);
        double first = 1 - Math.pow(b1, (double) round);
        double second = 1 - Math.pow(b2, (double) round);
        Tensor denominator = v.mul(1 / second).sqrtInPlace().addInPlace(settings.epsilon());
        theta.addcdivInPlace(m, denominator, -settings.serverLearningRate() / first);
    }

    @Override
    public Map<String, Tensor> state() {
        return Map.of("server-parameters", theta, "server-first-moment", m, "server-second-moment", v);
    }
}
