package org.longhaul.analysis.figure;

/**
 * How a figure of losses is drawn.
 *
 * @param width pixels, 320 to 10,000; PDF takes four of them for three points
 * @param height pixels, 240 to 10,000
 * @param across what the horizontal axis shows
 * @param log whether that axis is logarithmic
 * @param title whether the headline and the setting are written above
 */
public record FigureOptions(int width, int height, Across across, boolean log, boolean title) {

    /** What a loss is drawn against. */
    public enum Across {
        /** Simulated time. */
        TIME,
        /** Tokens that all workers together have trained on. */
        TOKENS,
        /** Bytes charged to one worker. */
        BYTES
    }

    /** Checks the size. */
    public FigureOptions {
        if (width < 320 || width > 10_000 || height < 240 || height > 10_000) {
            throw new IllegalArgumentException("The size of the figure (" + width + "x" + height
                    + ") is outside what is allowed: 320x240 to 10000x10000 pixels.");
        }
    }

    /** Returns 960 by 540 pixels with a title, loss against time on a linear axis. */
    public static FigureOptions defaults() {
        return new FigureOptions(960, 540, Across.TIME, false, true);
    }
}
