package org.longhaul.study.compare;

import java.util.Locale;
import org.longhaul.analysis.figure.AxisScale;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.text.Quantities;

/**
 * What a figure of a method is.
 *
 * @param name the name by which options and tables call it
 * @param scale how its values are written
 * @param higherIsBetter whether a higher value is the better one
 * @param measure whether it was taken on held-out data, so that it says nothing beside a figure of other data
 */
record FigureInfo(String name, AxisScale scale, boolean higherIsBetter, boolean measure) {
    static final String SECONDS = "seconds";
    static final String CHARGED_BYTES = "charged-bytes";
    static final String LINK_BYTES = "link-bytes";
    static final String COMPUTE_SHARE = "compute-share";
    static final String DOLLARS = "dollars";
    static final String SECONDS_TO_TARGET = "seconds-to-target";

    /** A figure that is known by its name alone, as in a table of points. */
    static FigureInfo named(String name, boolean higherIsBetter) {
        boolean high = higherIsBetter || name.equals(COMPUTE_SHARE) || name.contains("accuracy");
        return new FigureInfo(name, scale(name), high, false);
    }

    static FigureInfo of(MeasureInfo measure) {
        return new FigureInfo(
                measure.id(), measure.inShares() ? AxisScale.SHARE : AxisScale.NUMBER, measure.higherIsBetter(), true);
    }

    /** The time to a target of a run. */
    static FigureInfo toTarget(String name) {
        return new FigureInfo(name, AxisScale.SECONDS, false, true);
    }

    static AxisScale scale(String name) {
        if (name.startsWith(SECONDS)) {
            return AxisScale.SECONDS;
        }
        if (name.endsWith("-bytes") || name.contains("-bytes-to-")) {
            return AxisScale.BYTES;
        }
        if (name.endsWith("-share") || name.contains("accuracy")) {
            return AxisScale.SHARE;
        }
        return name.equals(DOLLARS) ? AxisScale.DOLLARS : AxisScale.NUMBER;
    }

    /** The name in a narrow table: {@code to loss 3.1}. */
    String shortName() {
        return name.startsWith(SECONDS_TO_TARGET + " ") ? "to " + name.substring(SECONDS_TO_TARGET.length() + 1) : name;
    }

    /** Whether a change is told in percent of what it was. */
    boolean isRelative() {
        return scale == AxisScale.SECONDS || scale == AxisScale.BYTES || scale == AxisScale.DOLLARS;
    }

    /** A value in words: times and sizes with units, measures with four decimals. */
    String text(double value) {
        if (value == Double.POSITIVE_INFINITY) {
            return "not reached";
        }
        if (!Double.isFinite(value)) {
            return "–";
        }
        return switch (scale) {
            case SHARE -> String.format(Locale.ROOT, "%.2f%%", 100 * value);
            case NUMBER -> Math.abs(value) < 1000 ? String.format(Locale.ROOT, "%.4f", value) : scale.text(value);
            case SECONDS -> Quantities.duration(value);
            case BYTES -> Quantities.bytes(value);
            default -> scale.text(value);
        };
    }

    /** A change in words, with its sign; {@code from} is what it was. */
    String change(double change, double from) {
        if (!Double.isFinite(change)) {
            return "–";
        }
        if (isRelative()) {
            return from == 0 ? "–" : percent(100 * change / from);
        }
        return scale == AxisScale.SHARE
                ? String.format(Locale.ROOT, "%+.2f pp", 100 * change)
                : String.format(Locale.ROOT, "%+.4f", change);
    }

    /** Small changes keep two digits that say something. */
    private static String percent(double percent) {
        double size = Math.abs(percent);
        return size > 0 && size < 0.005
                ? String.format(Locale.ROOT, "%+.1e%%", percent)
                : String.format(Locale.ROOT, size < 10 ? "%+.2f%%" : "%+.1f%%", percent);
    }
}
