package org.longhaul.study.sweep;

import java.util.ArrayList;
import java.util.BitSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/**
 * All combinations of the values of some axes. The last axis varies fastest; axes of one block, a random or a Sobol sample, vary
 * together. Points are numbered from 0 over all combinations, so that a point keeps its number whatever constraints leave out.
 */
final class Grid {
    private final List<SweepAxis> axes;

    /** By block: how many values. */
    private final int[] sizes;

    /** By block: how far apart two points are that differ by one value. */
    private final long[] strides;

    private final long all;

    /** Combinations of axes whose blocks are numbered from 0 in the order of their first axes. */
    Grid(List<SweepAxis> axes) {
        this.axes = List.copyOf(axes);
        Map<Integer, Integer> byBlock = new LinkedHashMap<>();
        axes.forEach(axis -> byBlock.put(axis.block(), axis.values().size()));
        sizes = byBlock.values().stream().mapToInt(Integer::intValue).toArray();
        strides = new long[sizes.length];
        long stride = 1;
        for (int block = sizes.length - 1; block >= 0; block--) {
            strides[block] = stride;
            stride = saturated(stride, sizes[block]);
        }
        all = stride;
    }

    private static long saturated(long a, long b) {
        long high = Math.multiplyHigh(a, b);
        return high == 0 && a * b >= 0 ? a * b : Long.MAX_VALUE;
    }

    List<SweepAxis> axes() {
        return axes;
    }

    /** Number of combinations; the largest number there is where they are more. */
    long all() {
        return all;
    }

    int blocks() {
        return sizes.length;
    }

    int size(int block) {
        return sizes[block];
    }

    /** Which value a block has at a point. */
    int index(long point, int block) {
        return (int) (point / strides[block] % sizes[block]);
    }

    /** The point at which blocks have these values. */
    long point(int[] indices) {
        long point = 0;
        for (int block = 0; block < sizes.length; block++) {
            point += indices[block] * strides[block];
        }
        return point;
    }

    SweepAxis.Value value(long point, int axis) {
        SweepAxis of = axes.get(axis);
        return of.values().get(index(point, of.block()));
    }

    /** The points that meet all constraints. */
    BitSet meeting(List<Constraint> constraints) {
        int count = Math.toIntExact(all);
        BitSet kept = new BitSet(count);
        if (constraints.isEmpty()) {
            kept.set(0, count);
            return kept;
        }
        for (int point = 0; point < count; point++) {
            boolean isMet = true;
            for (Constraint constraint : constraints) {
                isMet &= constraint.isMet(this, point);
            }
            kept.set(point, isMet);
        }
        return kept;
    }

    /** The values of a point as they are shown, in the order of the axes. */
    List<String> texts(long point) {
        List<String> texts = new ArrayList<>();
        for (int axis = 0; axis < axes.size(); axis++) {
            texts.add(value(point, axis).text());
        }
        return texts;
    }
}
