package org.longhaul.scenario.engine.workload;

import java.util.List;
import java.util.function.LongFunction;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.simulator.workload.Step;

/**
 * The bucket size that was found for a method's gradients, and what others would have cost.
 *
 * @param bytes size of a bucket
 * @param alternatives every size that was tried, the shortest step first
 * @param how where the estimates are from
 */
public record BucketChoice(long bytes, List<Alternative> alternatives, String how) {

    /**
     * A size that was tried.
     *
     * @param bytes size of a bucket
     * @param buckets number of buckets
     * @param seconds of a step
     */
    public record Alternative(long bytes, long buckets, double seconds) {
        String words() {
            return Quantities.bytes((double) bytes) + " (" + buckets + (buckets == 1 ? " bucket): " : " buckets): ")
                    + Quantities.duration(seconds);
        }
    }

    public BucketChoice {
        alternatives = List.copyOf(alternatives);
    }

    /** Everything in one bucket, whatever a step takes then. */
    public static BucketChoice whole(long gradientBytes, LongFunction<Step> steps) {
        return new BucketChoice(gradientBytes, List.of(), "in one bucket");
    }

    /** The choice, what a step would take, and the same for the others. */
    public String words() {
        List<String> others =
                alternatives.stream().skip(1).map(Alternative::words).toList();
        return "auto, " + alternatives.get(0).words() + " a step " + how
                + (others.isEmpty() ? "" : "; " + String.join(", ", others));
    }
}
