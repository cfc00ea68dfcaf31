package org.longhaul.simulator.workload;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.workload.GradientBuckets.Bucket;
import org.longhaul.simulator.workload.GradientBuckets.Group;

class GradientBucketsTest {

    @Test
    void bucketsFillFromTheLastLayerOn() {
        List<Group> groups = List.of(
                new Group("embedding", 100, 0.1),
                new Group("layer 1", 40, 0.3),
                new Group("layer 2", 40, 0.3),
                new Group("head", 10, 0.3));
        List<Bucket> buckets = GradientBuckets.of(groups, 4, 200);
        assertThat(buckets).extracting(Bucket::elements).containsExactly(50L, 140L);
        assertThat(buckets).extracting(Bucket::label).containsExactly("head to layer 2", "layer 1 to embedding");
        assertThat(buckets.get(0).releaseFraction()).isEqualTo(0.6);
        assertThat(buckets.get(1).releaseFraction()).isEqualTo(1);
    }

    @Test
    void noParameterIsLostAndReleasesAreInOrder() {
        for (int size = 1; size < 4000; size += 97) {
            List<Group> groups = new ArrayList<>();
            long sum = 0;
            for (int i = 0; i < 40; i++) {
                groups.add(new Group("g" + i, 7L * i + 1, 1.0 / 40));
                sum += 7L * i + 1;
            }
            List<Bucket> buckets = GradientBuckets.of(groups, 2, size);
            assertThat(buckets.stream().mapToLong(Bucket::elements).sum()).isEqualTo(sum);
            assertThat(buckets).extracting(Bucket::releaseFraction).isSorted();
            assertThat(buckets.get(buckets.size() - 1).releaseFraction()).isEqualTo(1);
            for (Bucket bucket : buckets.subList(0, buckets.size() - 1)) {
                assertThat(bucket.elements() * 2).isGreaterThanOrEqualTo(size);
            }
        }
    }
}
