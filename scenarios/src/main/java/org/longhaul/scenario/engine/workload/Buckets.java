package org.longhaul.scenario.engine.workload;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.model.ParameterGroup;

/**
 * Cuts the gradients into buckets that are exchanged while the backward pass goes on.
 *
 * <p>The backward pass visits the groups from last to first, each for its share of the operations, and a group's elements
 * become final evenly over its time. A bucket is released when its last element is. Source: Li et al., "PyTorch
 * Distributed: Experiences on Accelerating Data Parallel Training", VLDB 2020, section 3.2.3 (buckets of 25 MB, in reverse
 * order of the forward pass).
 *
 * <p>Differs from the source: buckets cut through tensors, so all but the last have the same size.
 */
final class Buckets {
    /** Bytes of one bucket and the share of the backward pass after which it is complete. */
    record Bucket(long bytes, double fraction) {}

    private Buckets() {}

    /**
     * Makes the buckets.
     *
     * @param groups groups in forward order
     * @param bytes bytes to be exchanged, by group
     * @param bucketBytes size of a bucket, at least 1
     */
    static List<Bucket> of(List<ParameterGroup> groups, long[] bytes, long bucketBytes) {
        List<Bucket> buckets = new ArrayList<>();
        long filled = 0;
        double before = 0;
        for (int g = groups.size() - 1; g >= 0; g--) {
            double share = groups.get(g).flopsShare();
            long left = bytes[g];
            while (filled + left >= bucketBytes) {
                left -= bucketBytes - filled;
                double within = bytes[g] == 0 ? 1 : 1 - (double) left / bytes[g];
                buckets.add(new Bucket(bucketBytes, Math.min(1, before + share * within)));
                filled = 0;
            }
            filled += left;
            before += share;
        }
        if (filled > 0) {
            buckets.add(new Bucket(filled, 1));
        }
        return buckets;
    }
}
