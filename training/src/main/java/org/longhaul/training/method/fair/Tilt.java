package org.longhaul.training.method.fair;

import org.longhaul.extension.PlainNumber;
import org.longhaul.training.method.MeanWeights;
import org.longhaul.training.method.server.Aggregation;

/**
 * Weights by the exponential of the losses:
 *
 * <pre>
 *   a_k = exp(t (F_k - max_j F_j)),  c_k = p_k a_k / sum_j p_j a_j,  w = w + sum_k c_k (w_k - w)
 * </pre>
 *
 * <p>t = 0 is the mean, a large t follows the client with the largest loss, a negative one those with small losses.
 *
 * <p>Source: Li et al., "Tilted Empirical Risk Minimization", arXiv 2007.01162.
 *
 * @param t tilt
 * @param form how c_k is normalised
 * @param weights p_k
 */
record Tilt(double t, TiltedAveraging.Form form, MeanWeights weights) implements Aggregation {
    Tilt {
        if (!(Math.abs(t) <= 1000)) {
            throw new IllegalArgumentException("t (" + PlainNumber.of(t) + ") must be from -1000 to 1000.");
        }
        if (form == TiltedAveraging.Form.REFERENCE_CODE && weights == MeanWeights.SAMPLES) {
            throw new IllegalArgumentException(
                    "weights (samples) are for form: normalised: in reference-code all clients"
                            + " count the same\nMaybe set weights: equal.");
        }
    }

    @Override
    public boolean takesLosses() {
        return true;
    }

    @Override
    public int kept() {
        return form == TiltedAveraging.Form.REFERENCE_CODE ? 1 : 0;
    }

    @Override
    public double[] coefficients(Clients clients, double[] kept) {
        double[] losses = clients.losses();
        double most = Double.NEGATIVE_INFINITY;
        for (double loss : losses) {
            most = Math.max(most, t * loss);
        }
        // For a negative t the largest exponent is that of the smallest loss; the shift cancels where c_k is
        // normalised.
        double shift = form == TiltedAveraging.Form.NORMALISED ? most : t * largest(losses);
        double[] coefficients = new double[losses.length];
        double sum = 0;
        for (int k = 0; k < losses.length; k++) {
            double share = weights == MeanWeights.SAMPLES ? clients.samples()[k] : 1;
            coefficients[k] = share * Math.exp(t * losses[k] - shift);
            sum += coefficients[k];
        }
        double divisor = sum;
        if (form == TiltedAveraging.Form.REFERENCE_CODE) {
            kept[0] = 0.5 * kept[0] + 0.5 * sum / losses.length;
            divisor = kept[0] * losses.length * losses.length;
        }
        for (int k = 0; k < losses.length; k++) {
            coefficients[k] /= divisor;
        }
        return coefficients;
    }

    private static double largest(double[] losses) {
        double largest = losses[0];
        for (double loss : losses) {
            largest = Math.max(largest, loss);
        }
        return largest;
    }

    @Override
    public String words() {
        return "exponentials of " + PlainNumber.of(t) + " times the losses"
                + (weights == MeanWeights.SAMPLES ? ", weighted by samples" : "")
                + (form == TiltedAveraging.Form.REFERENCE_CODE ? ", as in the reference code" : "");
    }
}
