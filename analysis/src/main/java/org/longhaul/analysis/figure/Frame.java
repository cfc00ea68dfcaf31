package org.longhaul.analysis.figure;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.analysis.report.markup.CurveStyle;

/** What figures of points share: title, grid, two named axes, marks of the styles of the report, names that do not overlap. */
final class Frame {

    static final int INK = 0x1c2430;
    static final int SOFT = 0x545f6e;
    static final int PAPER = 0xffffff;
    private static final int GRID = 0xe4e8ed;
    private static final double TITLE_SIZE = 18;
    private static final double MARK = 4.4;

    private final Axis across;
    private final AxisScale acrossScale;
    private final Axis up;
    private final AxisScale upScale;

    Frame(Axis across, AxisScale acrossScale, Axis up, AxisScale upScale) {
        this.across = across;
        this.acrossScale = acrossScale;
        this.up = up;
        this.upScale = upScale;
    }

    /** Where the drawing begins below a title; less without one. */
    static double top(String title) {
        return title.isEmpty() ? 30 : 84;
    }

    /** An axis over values with a margin of a share of its length on both sides. */
    static Axis axis(double low, double high, double from, double to, boolean log, double margin) {
        if (log) {
            double factor = Math.max(1.02, Math.pow(high / low, margin));
            return new Axis(low / factor, high * factor, from, to, true);
        }
        double room = high > low ? margin * (high - low) : Math.max(1e-12, 0.05 * Math.abs(high));
        return new Axis(low - room, high + room, from, to);
    }

    /** Title and subtitle in one line each, smaller where they are long; neither without a title. */
    static void title(Canvas canvas, int width, String title, String subtitle) {
        if (title.isEmpty()) {
            return;
        }
        double size = Math.min(TITLE_SIZE, TITLE_SIZE * (width - 48) / Helvetica.width(title, TITLE_SIZE, true));
        canvas.text(24, 36, new Canvas.Font(INK, size, true, Canvas.Anchor.START), title);
        double small = Math.min(12, 12 * (width - 48) / Math.max(1, Helvetica.width(subtitle, 12, false)));
        canvas.text(24, 58, new Canvas.Font(SOFT, small, false, Canvas.Anchor.START), subtitle);
    }

    void axes(Canvas canvas, String acrossName, String upName) {
        int most = (int) Math.max(2, (across.to() - across.from()) / 90);
        axes(canvas, acrossName, upName, acrossScale.ticks(across, most));
    }

    /** The same with a mark across at the values that are given. */
    void axes(Canvas canvas, String acrossName, String upName, List<AxisScale.Tick> ticks) {
        Canvas.Stroke hair = Canvas.Stroke.solid(GRID, 1);
        double lastEnd = Double.NEGATIVE_INFINITY;
        for (AxisScale.Tick tick : ticks) {
            double x = across.place(tick.value());
            canvas.polyline(new double[] {x, x}, new double[] {up.to(), up.from()}, hair);
            double half = Helvetica.width(tick.text(), 12, false) / 2;
            if (x - half > lastEnd + 8) {
                canvas.text(x, up.from() + 18, new Canvas.Font(SOFT, 12, false, Canvas.Anchor.MIDDLE), tick.text());
                lastEnd = x + half;
            }
        }
        for (AxisScale.Tick tick : upScale.ticks(up, (int) Math.max(2, (up.from() - up.to()) / 45))) {
            double y = up.place(tick.value());
            canvas.polyline(new double[] {across.from(), across.to()}, new double[] {y, y}, hair);
            canvas.text(across.from() - 8, y + 4, new Canvas.Font(SOFT, 12, false, Canvas.Anchor.END), tick.text());
        }
        double[] xs = {across.from(), across.from(), across.to()};
        canvas.polyline(xs, new double[] {up.to(), up.from(), up.from()}, Canvas.Stroke.solid(SOFT, 1));
        Canvas.Font name = new Canvas.Font(INK, 13, false, Canvas.Anchor.MIDDLE);
        canvas.text((across.from() + across.to()) / 2, up.from() + 42, name, acrossName);
        canvas.textUpwards(26, (up.from() + up.to()) / 2, name, upName);
    }

    /** The mark of a style with an edge of paper; {@code opacity} below one for what counts less. */
    static void mark(Canvas canvas, double x, double y, CurveStyle style, double opacity) {
        outline(canvas, x, y, style, MARK + 1.2, PAPER, 1);
        outline(canvas, x, y, style, MARK, style.colour(), opacity);
    }

    private static void outline(
            Canvas canvas, double x, double y, CurveStyle style, double radius, int colour, double opacity) {
        double[] shape = style.mark(radius);
        double[] xs = new double[shape.length / 2];
        double[] ys = new double[xs.length];
        for (int i = 0; i < xs.length; i++) {
            xs[i] = x + shape[2 * i];
            ys[i] = y + shape[2 * i + 1];
        }
        canvas.polygon(xs, ys, colour, opacity);
    }

    /** Names of styles with their marks, in rows from a place on, left to right. @return the lowest row */
    static double legend(
            Canvas canvas, double left, double right, double y, List<String> names, List<CurveStyle> styles) {
        double x = left;
        double row = y;
        for (int i = 0; i < names.size(); i++) {
            double wide = 40 + Helvetica.width(names.get(i), 12.5, false) + 22;
            if (x > left && x + wide > right + 22) {
                x = left;
                row += 19;
            }
            CurveStyle style = styles.get(i);
            canvas.polyline(
                    new double[] {x, x + 32},
                    new double[] {row - 4, row - 4},
                    new Canvas.Stroke(style.colour(), 2, style.dashes()));
            mark(canvas, x + 16, row - 4, style, 1);
            canvas.text(x + 40, row, new Canvas.Font(INK, 12.5, false, Canvas.Anchor.START), names.get(i));
            x += wide;
        }
        return row;
    }

    /** How many rows a legend takes. */
    static int legendRows(double left, double right, List<String> names) {
        double x = left;
        int rows = 1;
        for (String name : names) {
            double wide = 40 + Helvetica.width(name, 12.5, false) + 22;
            if (x > left && x + wide > right + 22) {
                x = left;
                rows++;
            }
            x += wide;
        }
        return rows;
    }

    /** Places that are taken by texts. */
    static final class Taken {
        private final List<double[]> boxes = new ArrayList<>();

        /** Takes a box. */
        void add(double left, double top, double right, double bottom) {
            boxes.add(new double[] {left, top, right, bottom});
        }

        boolean isFree(double left, double top, double right, double bottom) {
            for (double[] box : boxes) {
                if (left < box[2] && right > box[0] && top < box[3] && bottom > box[1]) {
                    return false;
                }
            }
            return true;
        }
    }
}
