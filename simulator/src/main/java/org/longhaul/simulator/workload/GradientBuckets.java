package org.longhaul.simulator.workload;

import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Cuts a model's gradient into buckets that are exchanged while the backward pass goes on, as DDP does: parameter groups
 * are filled into buckets in reverse order, and a bucket is released when its last gradient has been computed.
 *
 * @see <a href="https://arxiv.org/abs/2006.15704">Li et al., "PyTorch Distributed: experiences on accelerating data parallel
 *     training", VLDB 2020, section 3.2.3 (buckets of 25 MB)</a>
 */
public final class GradientBuckets {

    /** PyTorch's default bucket size. */
    public static final long DEFAULT_BYTES = 25L << 20;

    private GradientBuckets() {}

    /**
     * A group of parameters, such as a layer's.
     *
     * @param name for people
     * @param elements number of parameters
     * @param backwardShare share of the backward pass that computes its gradient; the shares of all groups sum to 1
     */
    public record Group(String name, long elements, double backwardShare) {}

    /**
     * What is exchanged at once.
     *
     * @param label names of the first and last group in it
     * @param groups names of the groups in it, in the order in which their gradients appear
     * @param elements number of parameters
     * @param releaseFraction share of the backward pass after which all its gradients are known, in [0, 1]
     */
    public record Bucket(String label, List<String> groups, long elements, double releaseFraction) {

        public Bucket {
            groups = List.copyOf(groups);
        }
    }

    /**
     * Fills buckets.
     *
     * @param forwardOrder groups in the order of the forward pass
     * @param bytesPerElement size of a gradient element on the wire
     * @param bucketBytes a bucket is closed once it holds at least so much; a group is never cut
     * @return buckets in order of release
     */
    public static List<Bucket> of(List<Group> forwardOrder, int bytesPerElement, long bucketBytes) {
        if (bytesPerElement < 1 || bucketBytes < 1) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "bytesPerElement (%d) and bucketBytes (%d) must be at least 1",
                    bytesPerElement,
                    bucketBytes));
        }
        double whole = 0;
        for (Group group : forwardOrder) {
            whole += group.backwardShare();
        }
        List<Bucket> buckets = new ArrayList<>();
        List<String> names = new ArrayList<>();
        long elements = 0;
        double done = 0;
        for (int i = forwardOrder.size() - 1; i >= 0; i--) {
            Group group = forwardOrder.get(i);
            names.add(group.name());
            elements += group.elements();
            done += group.backwardShare();
            if (elements * bytesPerElement >= bucketBytes || i == 0) {
                // The last bucket is complete with the pass; do not let the rounding of the shares say otherwise.
                double fraction = i == 0 || whole == 0 ? 1 : Math.min(1, done / whole);
                buckets.add(new Bucket(label(names), names, elements, fraction));
                names = new ArrayList<>();
                elements = 0;
            }
        }
        return buckets;
    }

    private static String label(List<String> names) {
        String first = names.get(0);
        String last = names.get(names.size() - 1);
        return names.size() == 1 ? first : first + " to " + last;
    }
}
