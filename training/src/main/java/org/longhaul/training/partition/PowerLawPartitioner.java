package org.longhaul.training.partition;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.Arrays;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;

/**
 * Unequal sizes, equal mixes: the r-th largest share is proportional to r^-exponent.
 *
 * <p><b>Model.</b> Every worker first has the least size; what is left is divided by the power law over the workers in a random order,
 * whole items by the largest remainders. Items are shuffled. What is held out is divided likewise in the same order, each worker
 * having at least one of them if there are enough.
 *
 * <p>Source: Li et al., "Federated Optimization in Heterogeneous Networks", arXiv 1812.06127, section 5.1: samples follow a power law.
 * The exponent there is not stated.
 */
public final class PowerLawPartitioner implements Partitioner {
    private final Settings settings;

    /** How unequal. */
    public record Settings(
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("exponent a of sizes r^-a for ranks r = 1, 2, ...; 0 for equal sizes")
                    double exponent,
            @JsonProperty(defaultValue = "1")
                    @JsonPropertyDescription("items to train on that every worker or client has at least")
                    int leastSize) {
        public Settings {
            Require.notNegative("exponent", exponent, 100);
            Require.count("leastSize", leastSize, Integer.MAX_VALUE);
        }
    }

    /** Makes partitioners. */
    @SuppressWarnings("rawtypes")
    @AutoService(PartitionerFactory.class)
    @Provides(
            id = "power-law",
            description = "Workers have the same mix and sizes that follow a power law.",
            source =
                    "Li et al., Federated Optimization in Heterogeneous Networks, 2020 (that sizes follow a power law)")
    public static final class Factory implements PartitionerFactory<Settings> {
        @Override
        public Partitioner create(Settings settings) {
            return new PowerLawPartitioner(settings);
        }
    }

    private PowerLawPartitioner(Settings settings) {
        this.settings = settings;
    }

    @Override
    public int[] assign(Items items, int[] chosen, int workers, long seed) {
        int[] ranks = DataStreams.shuffled(workers, DataStreams.stream(seed, "partition.power-law.ranks", 0));
        int[] assigned = new int[chosen.length];
        for (boolean isHeldOut : new boolean[] {false, true}) {
            int count = 0;
            int[] places = new int[chosen.length];
            for (int place = 0; place < chosen.length; place++) {
                if (items.isHeldOut(chosen[place]) == isHeldOut) {
                    places[count++] = place;
                }
            }
            int least = isHeldOut ? Math.min(1, count / workers) : settings.leastSize;
            if ((long) least * workers > count) {
                throw new IllegalArgumentException("worker sizes of at least leastSize (" + least + ") need "
                        + (long) least * workers + " items for " + workers + " workers, and there are " + count);
            }
            int[] sizes = sizes(count - least * workers, workers);
            int[] order = DataStreams.shuffled(
                    count, DataStreams.stream(seed, "partition.power-law.items", isHeldOut ? 1 : 0));
            int next = 0;
            for (int worker = 0; worker < workers; worker++) {
                for (int i = 0; i < least + sizes[ranks[worker]]; i++) {
                    assigned[places[order[next++]]] = worker;
                }
            }
        }
        return assigned;
    }

    /** Sizes by rank that add up to all. */
    private int[] sizes(int all, int workers) {
        double[] shares = new double[workers];
        double sum = 0;
        for (int rank = 0; rank < workers; rank++) {
            shares[rank] = Math.pow(rank + 1, -settings.exponent);
            sum += shares[rank];
        }
        int[] sizes = new int[workers];
        double[] remainders = new double[workers];
        int left = all;
        for (int rank = 0; rank < workers; rank++) {
            double exact = all * shares[rank] / sum;
            sizes[rank] = (int) exact;
            remainders[rank] = exact - sizes[rank];
            left -= sizes[rank];
        }
        Integer[] byRemainder = new Integer[workers];
        Arrays.setAll(byRemainder, rank -> rank);
        Arrays.sort(byRemainder, (a, b) -> Double.compare(remainders[b], remainders[a]));
        for (int i = 0; i < left; i++) {
            sizes[byRemainder[i]]++;
        }
        return sizes;
    }
}
