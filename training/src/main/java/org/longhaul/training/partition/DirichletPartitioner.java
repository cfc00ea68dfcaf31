package org.longhaul.training.partition;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.random.RandomGenerator;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;

/**
 * Divides each class or domain over the workers in proportions drawn from a symmetric Dirichlet distribution: small alpha gives
 * nearly whole classes to single workers, large alpha approaches equal shares. Workers' sizes differ too.
 *
 * <p>Source: Yurochkin et al., "Bayesian Nonparametric Federated Learning of Neural Networks", 2019, section 4; for text,
 * domains take the place of classes. Proportions are normalized gamma variates (Marsaglia and Tsang, 2000).
 */
public final class DirichletPartitioner implements Partitioner {
    private final double alpha;

    /** The concentration. */
    public record Settings(
            @JsonProperty(defaultValue = "0.5") @JsonPropertyDescription("concentration; smaller is more uneven")
                    double alpha) {
        public Settings {
            if (!(alpha > 0) || Double.isInfinite(alpha)) {
                throw new IllegalArgumentException("alpha (" + PlainNumber.of(alpha) + ") must be positive and finite");
            }
        }
    }

    /** Makes partitioners. */
    @SuppressWarnings("rawtypes")
    @AutoService(PartitionerFactory.class)
    @Provides(
            id = "dirichlet",
            description = "Each class or domain is divided over the workers in Dirichlet(alpha) proportions.",
            source = "Yurochkin et al., Bayesian Nonparametric Federated Learning of Neural Networks, 2019")
    public static final class Factory implements PartitionerFactory<Settings> {
        @Override
        public Partitioner create(Settings settings) {
            return new DirichletPartitioner(settings);
        }
    }

    DirichletPartitioner(Settings settings) {
        this.alpha = settings.alpha;
    }

    @Override
    public int[] assign(Items items, int[] chosen, int workers, long seed) {
        double[][] shares = new double[items.labels()][];
        for (int label = 0; label < shares.length; label++) {
            shares[label] = dirichlet(alpha, workers, DataStreams.stream(seed, "partition.dirichlet.shares", label));
        }
        int[] assigned = new int[chosen.length];
        RandomGenerator[] draws = new RandomGenerator[shares.length];
        for (int label = 0; label < draws.length; label++) {
            draws[label] = DataStreams.stream(seed, "partition.dirichlet.documents", label);
        }
        for (int i = 0; i < chosen.length; i++) {
            int label = items.label(chosen[i]);
            assigned[i] = draw(shares[label], draws[label]);
        }
        return assigned;
    }

    /** A vector of {@code size} positive numbers that sum to 1. */
    static double[] dirichlet(double alpha, int size, RandomGenerator random) {
        double[] logarithms = new double[size];
        double largest = Double.NEGATIVE_INFINITY;
        for (int i = 0; i < size; i++) {
            logarithms[i] = logGamma(alpha, random);
            largest = Math.max(largest, logarithms[i]);
        }
        double sum = 0;
        double[] shares = new double[size];
        for (int i = 0; i < size; i++) {
            shares[i] = Math.exp(logarithms[i] - largest);
            sum += shares[i];
        }
        for (int i = 0; i < size; i++) {
            shares[i] /= sum;
        }
        return shares;
    }

    /** Logarithm of a gamma variate of the given shape: variates of small shapes themselves underflow. */
    private static double logGamma(double shape, RandomGenerator random) {
        if (shape < 1) {
            return logGamma(shape + 1, random) + Math.log(1 - random.nextDouble()) / shape;
        }
        double d = shape - 1.0 / 3;
        double c = 1 / Math.sqrt(9 * d);
        while (true) {
            double x = random.nextGaussian();
            double v = Math.pow(1 + c * x, 3);
            if (v > 0 && Math.log(1 - random.nextDouble()) < 0.5 * x * x + d - d * v + d * Math.log(v)) {
                return Math.log(d * v);
            }
        }
    }

    private static int draw(double[] shares, RandomGenerator random) {
        double u = random.nextDouble();
        int last = 0;
        for (int i = 0; i < shares.length; i++) {
            if (shares[i] > 0) {
                last = i;
                u -= shares[i];
                if (u < 0) {
                    return i;
                }
            }
        }
        return last;
    }
}
