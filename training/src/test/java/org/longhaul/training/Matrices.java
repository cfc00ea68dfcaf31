package org.longhaul.training;

import java.util.List;
import java.util.Random;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.ParameterSpec;

/**
 * Models of matrices: noisy regression {@code 0.5 sum_j h_j |row_j(W) - row_j(W*)|^2} of one or more matrices, each worker with
 * noise of its own.
 */
public final class Matrices {
    private Matrices() {}

    /** A hidden matrix that starts at zero. */
    public static ParameterSpec hidden(String name, long rows, long columns) {
        return new ParameterSpec(name, List.of(rows, columns), "block0", new Init.Constant(0));
    }

    /** A vector that starts at zero. */
    public static ParameterSpec vector(String name, long length) {
        return new ParameterSpec(name, List.of(length), "head", new Init.Constant(0));
    }

    /** Regression with curvatures from 0.1 to 1 along the rows of all parameters, and normal noise. */
    public static FunctionModel regression(List<ParameterSpec> specs, double noise, long seed) {
        int elements = Math.toIntExact(
                specs.stream().mapToLong(ParameterSpec::elements).sum());
        double[] optimum = normal(elements, seed);
        return new FunctionModel(specs, (x, worker, step) -> {
            double[] g = normal(elements, seed * 1_000_003 + worker * 7919L + step + 1);
            int at = 0;
            for (ParameterSpec spec : specs) {
                for (int i = 0; i < spec.elements(); i++, at++) {
                    double row = (double) (i / spec.columns()) / spec.rows();
                    g[at] = noise * g[at] + (0.1 + 0.9 * row) * (x[at] - optimum[at]);
                }
            }
            return g;
        });
    }

    /** Normal numbers of a seed. */
    public static double[] normal(int count, long seed) {
        Random random = new Random(seed);
        double[] values = new double[count];
        for (int i = 0; i < count; i++) {
            values[i] = random.nextGaussian();
        }
        return values;
    }
}
