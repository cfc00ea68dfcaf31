package org.longhaul.training.partition;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.random.RandomGenerator;
import org.longhaul.extension.Provides;

/**
 * Equal sizes, unequal mixes: every worker draws a mix of classes from a symmetric Dirichlet distribution and takes its items by
 * that mix until it has its share.
 *
 * <p><b>Model.</b> Worker k has pi_k ~ Dirichlet(alpha) over the classes. One worker after another takes items, each of a class drawn
 * from pi_k, without replacement. When nothing of a class is left, its probability becomes 0, the others gain 1e-5, and they are
 * normalized. So the last workers get what the first left. What is held out is divided the same way by the same pi_k. Sizes differ
 * by at most one item.
 *
 * <p>Source: Hsu, Qi, Brown, "Measuring the Effects of Non-Identical Data Distribution for Federated Visual Classification", arXiv
 * 1909.06335, section 3, with the rule for empty classes of Flower's {@code create_lda_partitions}.
 */
public final class LdaPartitioner implements Partitioner {
    private static final double GAIN = 1e-5;

    private final double alpha;

    /** The concentration. */
    public record Settings(
            @JsonProperty(defaultValue = "0.5") @JsonPropertyDescription("concentration; smaller is more uneven")
                    double alpha) {
        public Settings {
            DirichletPartitioner.requireAlpha(alpha);
        }
    }

    /** Makes partitioners. */
    @SuppressWarnings("rawtypes")
    @AutoService(PartitionerFactory.class)
    @Provides(
            id = "lda",
            description = "Every worker has equally many items, of a mix of classes of its own from Dirichlet(alpha).",
            source = "Hsu et al., Measuring the Effects of Non-Identical Data Distribution for Federated Visual "
                    + "Classification, 2019; empty classes as in Flower's create_lda_partitions")
    public static final class Factory implements PartitionerFactory<Settings> {
        @Override
        public Partitioner create(Settings settings) {
            return new LdaPartitioner(settings);
        }
    }

    private LdaPartitioner(Settings settings) {
        this.alpha = settings.alpha;
    }

    @Override
    public int[] assign(Items items, int[] chosen, int workers, long seed) {
        double[][] mixes = new double[workers][];
        for (int worker = 0; worker < workers; worker++) {
            mixes[worker] = DirichletPartitioner.dirichlet(
                    alpha, items.labels(), DataStreams.stream(seed, "partition.lda.mix", worker));
        }
        int[] assigned = new int[chosen.length];
        for (boolean isHeldOut : new boolean[] {false, true}) {
            Pools pools = new Pools(items, chosen, isHeldOut, seed, "partition.lda");
            RandomGenerator random = DataStreams.stream(seed, "partition.lda.draws", isHeldOut ? 1 : 0);
            long all = pools.left();
            for (int worker = 0; worker < workers; worker++) {
                double[] mix = mixes[worker].clone();
                for (int label = 0; label < mix.length; label++) {
                    if (pools.left(label) == 0) {
                        exclude(mix, label, pools);
                    }
                }
                for (long item = all * worker / workers; item < all * (worker + 1) / workers; item++) {
                    int label = DirichletPartitioner.draw(mix, random);
                    assigned[pools.take(label)] = worker;
                    if (pools.left(label) == 0) {
                        exclude(mix, label, pools);
                    }
                }
            }
        }
        return assigned;
    }

    private static void exclude(double[] mix, int empty, Pools pools) {
        mix[empty] = 0;
        double sum = 0;
        for (int label = 0; label < mix.length; label++) {
            if (pools.left(label) > 0) {
                mix[label] += GAIN;
                sum += mix[label];
            }
        }
        for (int label = 0; label < mix.length; label++) {
            mix[label] = pools.left(label) > 0 ? mix[label] / sum : 0;
        }
    }
}
