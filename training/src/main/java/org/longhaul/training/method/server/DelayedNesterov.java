package org.longhaul.training.method.server;

import java.util.List;
import org.longhaul.extension.PlainNumber;
import org.longhaul.training.tensor.Tensor;

/**
 * Delayed Nesterov momentum on pseudo-gradients that come one by one (Liu et al., arXiv 2401.09135):
 *
 * <pre>
 *   on the t-th pseudo-gradient g:
 *   d = d + g
 *   if t is no multiple of N:  theta = theta - eta (c mu m + g / N)
 *   else:                      m = mu m + d / N;  theta = theta - eta ((1 - c N + c) mu m + g / N);  d = 0
 * </pre>
 *
 * <p>N = 1 with c = 0 is {@link ServerNesterov} on each.
 *
 * @param learningRate eta
 * @param momentum mu
 * @param buffer N, pseudo-gradients from one change of the momentum to the next
 * @param between c, part of the momentum that moves theta between its changes, 0 to 1 / N
 */
public record DelayedNesterov(double learningRate, double momentum, int buffer, double between)
        implements ServerOptimizer {
    @Override
    public List<Kept> kept() {
        return List.of(new Kept("server-momentum", false), new Kept("server-gathered", false));
    }

    @Override
    public boolean takesPseudoGradients() {
        return true;
    }

    @Override
    public void step(Tensor theta, List<Tensor> kept, Tensor g, long t) {
        Tensor m = kept.get(0);
        Tensor d = kept.get(1).addInPlace(g);
        double share = between;
        if (t % buffer == 0) {
            m.mulInPlace(momentum).addInPlace(d, 1.0 / buffer);
            d.zeroInPlace();
            share = 1 - between * buffer + between;
        }
        theta.addInPlace(g, -learningRate / buffer).addInPlace(m, -learningRate * share * momentum);
    }

    /** Pseudo-gradients come one by one: each worker's statistics count for one part of N. */
    @Override
    public ServerOptimizer ofStatistics() {
        return new ServerDescent(1.0 / buffer);
    }

    @Override
    public String words() {
        return "Nesterov momentum " + PlainNumber.of(momentum) + " that changes once in " + buffer
                + " pseudo-gradients, learning rate " + PlainNumber.of(learningRate);
    }
}
