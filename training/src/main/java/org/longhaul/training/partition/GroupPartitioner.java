package org.longhaul.training.partition;

import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;

/** Gives group g to worker g mod W, whole: with as many workers as writers, each worker is one writer. */
public final class GroupPartitioner implements Partitioner {
    /** No settings. */
    public record Settings() {}

    /** Makes the partitioner. */
    @SuppressWarnings("rawtypes")
    @AutoService(PartitionerFactory.class)
    @Provides(
            id = "by-group",
            description = "Every worker has whole groups (writers, domains), dealt in turn and not balanced.",
            source = "Caldas et al., LEAF: A Benchmark for Federated Settings, 2018")
    public static final class Factory implements PartitionerFactory<Settings> {
        @Override
        public Partitioner create(Settings settings) {
            return new GroupPartitioner();
        }
    }

    @Override
    public int[] assign(Items items, int[] chosen, int workers, long seed) {
        int[] assigned = new int[chosen.length];
        for (int i = 0; i < assigned.length; i++) {
            assigned[i] = items.group(chosen[i]) % workers;
        }
        return assigned;
    }
}
