package org.longhaul.training.method.fair;

import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Require;
import org.longhaul.training.method.server.Aggregation;

/**
 * Weights by the q-th power of the losses, with a step that shrinks as the powered losses may bend:
 *
 * <pre>
 *   D_k = F_k^q L (w - w_k),  h_k = q F_k^(q-1) L^2 |w - w_k|^2 + L F_k^q,  L = 1 / learning rate
 *   w = w - sum_k D_k / sum_k h_k
 * </pre>
 *
 * <p>q = 0 is the mean with equal weights. A loss below 0, which no cross-entropy has, counts as 0.
 *
 * <p>Source: Li et al., "Fair Resource Allocation in Federated Learning", arXiv 1905.10497, Algorithm 2; 1e-10 is added to each loss
 * as in its published code.
 *
 * @param q at least 0
 */
record QFairness(double q) implements Aggregation {
    private static final double ABOVE_ZERO = 1e-10;

    QFairness {
        Require.notNegative("q", q, 1000);
    }

    @Override
    public boolean takesLosses() {
        return true;
    }

    @Override
    public double[] coefficients(Clients clients, double[] kept) {
        double largest = ABOVE_ZERO;
        for (double loss : clients.losses()) {
            largest = Math.max(largest, loss + ABOVE_ZERO);
        }
        // All powers are taken of losses in proportion to the largest, which cancels: none of them overflows.
        double lipschitz = 1 / clients.learningRate();
        double[] coefficients = new double[clients.losses().length];
        double sum = 0;
        for (int k = 0; k < coefficients.length; k++) {
            double loss = (Math.max(0, clients.losses()[k]) + ABOVE_ZERO) / largest;
            coefficients[k] = Math.pow(loss, q);
            // At a learning rate of 0 nobody moves, and nothing bends.
            double squares = clients.squaredDistances()[k];
            double bend = q == 0 || squares == 0 ? 0 : q / largest * Math.pow(loss, q - 1) * lipschitz * squares;
            sum += bend + coefficients[k];
        }
        for (int k = 0; k < coefficients.length; k++) {
            coefficients[k] /= sum;
        }
        return coefficients;
    }

    @Override
    public String words() {
        return "losses to the power " + PlainNumber.of(q);
    }
}
