package org.longhaul.analysis.figure;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * How a figure of training curves is drawn.
 *
 * @param width pixels, 320 to 10,000; PDF takes four of them for three points
 * @param height pixels, 240 to 10,000
 * @param across what the horizontal axis shows
 * @param log whether that axis is logarithmic
 * @param measure id of the measure that is drawn; null for the one that the methods are ranked by
 * @param title whether the headline and the setting are written above
 * @param client worker or client whose values are drawn; null for those of the model that is evaluated
 */
public record FigureOptions(
        int width,
        int height,
        Across across,
        boolean log,
        @Nullable String measure,
        boolean title,
        @Nullable String client) {

    /** What a measure is drawn against. */
    public enum Across {
        /** Simulated time. */
        TIME,
        /** Items, for instance tokens, that all workers together have trained on. */
        ITEMS,
        /** Bytes charged to one worker. */
        BYTES;

        /** The size of the unit in which an axis that ends at a value is labelled, seconds of time. */
        double unit(double last) {
            if (this == TIME) {
                return last >= 360_000 ? 86_400 : last >= 7200 ? 3600 : last >= 120 ? 60 : last >= 1 ? 1 : 1e-3;
            }
            double unit = 1;
            while (last / unit >= 1000 && unit < 1e18) {
                unit *= 1000;
            }
            return unit;
        }

        /** The name of a unit of such a size; empty for single items. */
        String unitName(double unit) {
            if (this == TIME) {
                return unit == 86_400
                        ? "days"
                        : unit == 3600 ? "hours" : unit == 60 ? "minutes" : unit == 1 ? "seconds" : "milliseconds";
            }
            String prefix = List.of("", "k", "M", "G", "T", "P", "E").get((int) Math.round(Math.log10(unit) / 3));
            return this == BYTES ? prefix + "B" : prefix;
        }
    }

    /** Checks the size. */
    public FigureOptions {
        if (width < 320 || width > 10_000 || height < 240 || height > 10_000) {
            throw new IllegalArgumentException("The size of the figure (" + width + "x" + height
                    + ") is outside what is allowed: 320x240 to 10000x10000 pixels.");
        }
    }

    /** Of the model that is evaluated. */
    public FigureOptions(int width, int height, Across across, boolean log, @Nullable String measure, boolean title) {
        this(width, height, across, log, measure, title, null);
    }

    /** Returns 960 by 540 pixels with a title, the headline measure against time on a linear axis. */
    public static FigureOptions defaults() {
        return new FigureOptions(960, 540, Across.TIME, false, null, true);
    }
}
