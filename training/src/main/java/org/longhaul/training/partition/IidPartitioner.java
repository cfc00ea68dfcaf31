package org.longhaul.training.partition;

import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;

/** Deals shuffled items to the workers in turn, so that all have the same distribution and nearly the same size. */
public final class IidPartitioner implements Partitioner {
    /** No settings. */
    public record Settings() {}

    /** Makes the partitioner. */
    @SuppressWarnings("rawtypes")
    @AutoService(PartitionerFactory.class)
    @Provides(
            id = "iid",
            description = "Every worker draws from the same distribution: shuffled items are dealt in turn.",
            source = "McMahan et al., Communication-Efficient Learning of Deep Networks from Decentralized Data, 2017")
    public static final class Factory implements PartitionerFactory<Settings> {
        @Override
        public Partitioner create(Settings settings) {
            return new IidPartitioner();
        }
    }

    @Override
    public int[] assign(Items items, int[] chosen, int workers, long seed) {
        int[] order = DataStreams.shuffled(chosen.length, DataStreams.stream(seed, "partition.iid", 0));
        int[] assigned = new int[chosen.length];
        for (int i = 0; i < order.length; i++) {
            assigned[order[i]] = i % workers;
        }
        return assigned;
    }
}
