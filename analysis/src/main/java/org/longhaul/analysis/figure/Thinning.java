package org.longhaul.analysis.figure;

import java.util.Arrays;

/** Long curves with fewer points that look the same: in every column of pixels the lowest and the highest are kept. */
final class Thinning {

    private Thinning() {}

    /** Indices of the points to keep, ascending; {@code xs} ascend, in pixels. */
    static int[] kept(double[] xs, double[] ys) {
        int[] kept = new int[xs.length];
        int count = 0;
        int start = 0;
        while (start < xs.length) {
            int end = start;
            int low = start;
            int high = start;
            while (end < xs.length && Math.floor(xs[end]) == Math.floor(xs[start])) {
                low = ys[end] < ys[low] ? end : low;
                high = ys[end] > ys[high] ? end : high;
                end++;
            }
            int[] column = {start, Math.min(low, high), Math.max(low, high), end - 1};
            for (int index : column) {
                if (count == 0 || kept[count - 1] < index) {
                    kept[count++] = index;
                }
            }
            start = end;
        }
        return Arrays.copyOf(kept, count);
    }

    static double[] pick(double[] values, int[] kept) {
        double[] picked = new double[kept.length];
        for (int i = 0; i < kept.length; i++) {
            picked[i] = values[kept[i]];
        }
        return picked;
    }
}
