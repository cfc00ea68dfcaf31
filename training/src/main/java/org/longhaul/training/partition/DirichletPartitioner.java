package org.longhaul.training.partition;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;

/**
 * Divides each class or domain over the workers in proportions drawn from a symmetric Dirichlet distribution: small alpha gives
 * nearly whole classes to single workers, large alpha approaches equal shares. Workers' sizes differ too; if one has fewer items than
 * the least size, the whole division is drawn again.
 *
 * <p>Source: Yurochkin et al., "Bayesian Nonparametric Federated Learning of Neural Networks", 2019, section 4; for text,
 * domains take the place of classes. Proportions are normalized gamma variates (Marsaglia and Tsang, 2000).
 */
public final class DirichletPartitioner implements Partitioner {
    /** Divisions drawn before a least size is given up. */
    private static final int MOST_DRAWS = 1000;

    private final double alpha;
    private final int leastSize;

    /** The concentration, and the least size. */
    public record Settings(
            @JsonProperty(defaultValue = "0.5") @JsonPropertyDescription("concentration; smaller is more uneven")
                    double alpha,
            @JsonProperty(defaultValue = "0")
                    @JsonPropertyDescription(
                            "items to train on that every worker or client has at least: the division is drawn again until all have")
                    int leastSize) {
        public Settings {
            Require.atLeast("leastSize", leastSize, 0);
            requireAlpha(alpha);
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
        this.leastSize = settings.leastSize;
    }

    /** Checks a concentration; of those that are smaller, all variates may be 0. */
    static void requireAlpha(double alpha) {
        if (!(alpha >= 1e-6 && alpha <= 1e9)) {
            throw new IllegalArgumentException("alpha (" + PlainNumber.of(alpha) + ") must lie in [1e-6, 1e9]");
        }
    }

    @Override
    public int[] assign(Items items, int[] chosen, int workers, long seed) {
        long all = Arrays.stream(chosen).filter(item -> !items.isHeldOut(item)).count();
        if ((long) leastSize * workers > all) {
            throw new IllegalArgumentException("worker sizes of at least leastSize (" + leastSize + ") need "
                    + (long) leastSize * workers + " items for " + workers + " workers, and there are " + all);
        }
        for (int draw = 0; draw < MOST_DRAWS; draw++) {
            int[] assigned = assign(items, chosen, workers, seed, draw);
            if (leastSize == 0 || least(items, chosen, assigned, workers) >= leastSize) {
                return assigned;
            }
        }
        throw new IllegalArgumentException("worker sizes of at least leastSize (" + leastSize + ") did not occur in "
                + MOST_DRAWS + " divisions over " + workers
                + " workers\nMaybe use fewer workers, a larger alpha or more items.");
    }

    private static int least(Items items, int[] chosen, int[] assigned, int workers) {
        int[] sizes = new int[workers];
        for (int i = 0; i < chosen.length; i++) {
            if (!items.isHeldOut(chosen[i])) {
                sizes[assigned[i]]++;
            }
        }
        return Arrays.stream(sizes).min().orElse(0);
    }

    private int[] assign(Items items, int[] chosen, int workers, long seed, int draw) {
        // Sums of the shares up to each worker's.
        double[][] sums = new double[items.labels()][];
        RandomGenerator[] draws = new RandomGenerator[sums.length];
        for (int label = 0; label < sums.length; label++) {
            long stream = (long) draw * sums.length + label;
            sums[label] = dirichlet(alpha, workers, DataStreams.stream(seed, "partition.dirichlet.shares", stream));
            for (int worker = 1; worker < workers; worker++) {
                sums[label][worker] += sums[label][worker - 1];
            }
            draws[label] = DataStreams.stream(seed, "partition.dirichlet.documents", stream);
        }
        int[] assigned = new int[chosen.length];
        for (int i = 0; i < chosen.length; i++) {
            int label = items.label(chosen[i]);
            assigned[i] = drawOf(sums[label], draws[label]);
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

    /**
     * As {@link #draw}, for as many draws as there are items, which must not each go through thousands of workers.
     *
     * @param sums of the shares up to each
     */
    static int drawOf(double[] sums, RandomGenerator random) {
        double u = Math.min(random.nextDouble(), Math.nextDown(sums[sums.length - 1]));
        int low = 0;
        int high = sums.length - 1;
        while (low < high) {
            int middle = (low + high) >>> 1;
            if (sums[middle] > u) {
                high = middle;
            } else {
                low = middle + 1;
            }
        }
        return low;
    }

    /** An index drawn from shares that sum to 1; never one of share 0. */
    static int draw(double[] shares, RandomGenerator random) {
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
