package org.longhaul.analysis.figure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import org.longhaul.analysis.report.markup.CurveStyle;

/**
 * Points of two figures, each to be low (or high), and the frontier of those that no other point beats in both. The others
 * are drawn paler.
 */
public final class FrontierFigure {

    /**
     * One point.
     *
     * @param name the method, which has a style of its own
     * @param note what else tells it from others, beside a point of the frontier; may be empty
     * @param x first figure
     * @param y second figure
     */
    public record Point(String name, String note, double x, double y) {}

    /**
     * What is shown.
     *
     * @param title one line, empty for none
     * @param subtitle one line
     * @param across name of the horizontal axis
     * @param acrossScale how its values are written
     * @param acrossLog whether equal factors are equally long
     * @param acrossHigh whether high values are the better ones
     * @param up name of the vertical axis
     * @param upScale how its values are written
     * @param upLog as {@code acrossLog}
     * @param upHigh as {@code acrossHigh}
     * @param points the points
     */
    public record Content(
            String title,
            String subtitle,
            String across,
            AxisScale acrossScale,
            boolean acrossLog,
            boolean acrossHigh,
            String up,
            AxisScale upScale,
            boolean upLog,
            boolean upHigh,
            List<Point> points) {
        /** Copies the list. */
        public Content {
            points = List.copyOf(points);
        }
    }

    private static final double LEFT = 92;
    private static final double ROW = 19;
    private static final double PALE = 0.35;

    private final Content content;
    private final Frame frame;
    private final Axis across;
    private final Axis up;
    private final int width;
    private final List<String> names;
    private final List<Point> frontier;

    private FrontierFigure(Content content, int width, int height) {
        this.content = content;
        this.width = width;
        this.names = content.points().stream().map(Point::name).distinct().toList();
        this.frontier = frontier(content);
        double right = width - 40.0;
        double bottom = height - 70 - ROW * Frame.legendRows(LEFT, right, names);
        this.across = axis(content.points().stream().mapToDouble(Point::x).toArray(), LEFT, right, content.acrossLog());
        this.up = axis(
                content.points().stream().mapToDouble(Point::y).toArray(),
                bottom,
                Frame.top(content.title()),
                content.upLog());
        this.frame = new Frame(across, content.acrossScale(), up, content.upScale());
    }

    private static Axis axis(double[] values, double from, double to, boolean log) {
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double value : values) {
            low = Math.min(low, value);
            high = Math.max(high, value);
        }
        return low > high ? new Axis(0, 1, from, to) : Frame.axis(low, high, from, to, log && low > 0, 0.07);
    }

    /** Returns the points that no other one beats in one figure without losing in the other, by the first figure. */
    static List<Point> frontier(Content content) {
        double signX = content.acrossHigh() ? -1 : 1;
        double signY = content.upHigh() ? -1 : 1;
        List<Point> sorted = new ArrayList<>(content.points());
        sorted.sort(Comparator.<Point>comparingDouble(point -> signX * point.x())
                .thenComparingDouble(point -> signY * point.y()));
        List<Point> frontier = new ArrayList<>();
        for (Point point : sorted) {
            Point last = frontier.isEmpty() ? null : frontier.get(frontier.size() - 1);
            boolean equal = last != null && last.x() == point.x() && last.y() == point.y();
            if (last == null || equal || signY * point.y() < signY * last.y()) {
                frontier.add(point);
            }
        }
        return frontier;
    }

    /**
     * Draws into a file.
     *
     * @param file its name ends in .svg, .png (at twice the size) or .pdf
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public static void write(Content content, Path file, int width, int height) {
        FrontierFigure figure = new FrontierFigure(content, width, height);
        FigureFile.write(file, width, height, content.title(), figure::draw);
    }

    private CurveStyle style(Point point) {
        return new CurveStyle(names.indexOf(point.name()));
    }

    private void draw(Canvas canvas) {
        Frame.title(canvas, width, content.title(), content.subtitle());
        frame.axes(canvas, content.across(), content.up());
        Frame.Taken lines = new Frame.Taken();
        stairs(canvas, lines);
        for (Point point : content.points()) {
            if (!frontier.contains(point)) {
                Frame.mark(canvas, across.place(point.x()), up.place(point.y()), style(point), PALE);
            }
        }
        Frame.Taken taken = new Frame.Taken();
        for (Point point : content.points()) {
            double x = across.place(point.x());
            double y = up.place(point.y());
            taken.add(x - 5, y - 5, x + 5, y + 5);
        }
        for (Point point : frontier) {
            Frame.mark(canvas, across.place(point.x()), up.place(point.y()), style(point), 1);
            note(canvas, point, taken, lines);
        }
        List<CurveStyle> styles = new ArrayList<>();
        for (int i = 0; i < names.size(); i++) {
            styles.add(new CurveStyle(i));
        }
        Frame.legend(canvas, LEFT, across.to(), up.from() + 70, names, styles);
    }

    /** From point to point of the frontier in steps: between two of them nothing is known. */
    private void stairs(Canvas canvas, Frame.Taken taken) {
        if (frontier.isEmpty()) {
            return;
        }
        double[] xs = new double[2 * frontier.size() + 1];
        double[] ys = new double[xs.length];
        xs[0] = across.place(frontier.get(0).x());
        ys[0] = content.upHigh() ? up.from() : up.to();
        for (int i = 0; i < frontier.size(); i++) {
            double x = across.place(frontier.get(i).x());
            double y = up.place(frontier.get(i).y());
            boolean last = i + 1 == frontier.size();
            xs[2 * i + 1] = x;
            ys[2 * i + 1] = y;
            xs[2 * i + 2] = last
                    ? content.acrossHigh() ? across.from() : across.to()
                    : across.place(frontier.get(i + 1).x());
            ys[2 * i + 2] = y;
        }
        canvas.polyline(xs, ys, new Canvas.Stroke(Frame.SOFT, 1.3, List.of(5.0, 3.0)));
        for (int i = 1; i < xs.length; i++) {
            taken.add(
                    Math.min(xs[i - 1], xs[i]) - 1,
                    Math.min(ys[i - 1], ys[i]) - 1,
                    Math.max(xs[i - 1], xs[i]) + 1,
                    Math.max(ys[i - 1], ys[i]) + 1);
        }
    }

    /** Beside the point where there is room, over the frontier's line if there is none elsewhere; never over a mark. */
    private void note(Canvas canvas, Point point, Frame.Taken taken, Frame.Taken lines) {
        double wide = Helvetica.width(point.note(), 11, false);
        double x = across.place(point.x());
        double y = up.place(point.y());
        double[][] places = {
            {x + 9, y - 7},
            {x - 9 - wide, y + 4},
            {x - 9 - wide, y + 15},
            {x + 9, y + 16},
            {x - 9 - wide, y - 7},
            {x + 9, y + 27},
            {x + 9, y - 18}
        };
        for (boolean overLines : new boolean[] {false, true}) {
            for (double[] place : places) {
                double left = place[0] - 2;
                double top = place[1] - 10;
                double right = place[0] + wide + 2;
                double bottom = place[1] + 3;
                boolean within = left > across.from() && right < across.to() + 34 && bottom < up.from();
                if (!point.note().isEmpty()
                        && within
                        && (overLines || lines.isFree(left, top, right, bottom))
                        && taken.isFree(left, top, right, bottom)) {
                    taken.add(left, top, right, bottom);
                    canvas.polygon(
                            new double[] {left, right, right, left},
                            new double[] {top, top, bottom, bottom},
                            Frame.PAPER,
                            0.8);
                    canvas.text(
                            place[0],
                            place[1],
                            new Canvas.Font(Frame.INK, 11, false, Canvas.Anchor.START),
                            point.note());
                    return;
                }
            }
        }
    }
}
