package org.longhaul.analysis.figure;

import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import org.longhaul.analysis.report.markup.CurveStyle;
import org.longhaul.analysis.text.Quantities;

/**
 * Congestion windows over time with the queue that they fill beneath, as a still figure of 960 x 620 pixels. What a
 * drop does to a window is seen along the red lines that join the two.
 */
public final class WindowFigure {

    /**
     * What is shown.
     *
     * @param title one line
     * @param subtitle one line
     * @param seconds length of the time axis
     * @param windows one curve for each connection; the first has its slow-start threshold shown too
     * @param levels horizontal lines of note in the upper part
     * @param queue the lower part
     */
    public record Content(
            String title, String subtitle, double seconds, List<Curve> windows, List<Level> levels, Queue queue) {
        /** Copies the lists. */
        public Content {
            windows = List.copyOf(windows);
            levels = List.copyOf(levels);
        }
    }

    /**
     * A congestion window over time.
     *
     * @param label the connection
     * @param seconds times, ascending
     * @param packets the window at those times, until the next
     * @param thresholds the slow-start threshold; infinite where none is set
     */
    @SuppressWarnings("ArrayRecordComponent") // curves are long, and compared by nobody
    public record Curve(String label, double[] seconds, double[] packets, double[] thresholds) {}

    /** A line of note: a number of packets and what it stands for. */
    public record Level(double packets, String label) {}

    /**
     * A queue over time.
     *
     * @param label the link that it feeds
     * @param seconds times, ascending
     * @param bytes what waits at those times
     * @param limitBytes room of the queue; not a number where it is not known
     * @param dropSeconds when it dropped packets, ascending
     */
    @SuppressWarnings("ArrayRecordComponent")
    public record Queue(String label, double[] seconds, double[] bytes, double limitBytes, double[] dropSeconds) {}

    private static final int WIDTH = 960;
    private static final int HEIGHT = 620;
    private static final double LEFT = 78;
    private static final double RIGHT = WIDTH - 28.0;
    private static final double TOP = 112;
    private static final double MIDDLE = 386;
    private static final double QUEUE_TOP = 434;
    private static final double BOTTOM = 558;
    private static final double KEY = 24;
    private static final double LETTER = 6.9;
    private static final int INK = 0x1c2430;
    private static final int SOFT = 0x5a6675;
    private static final int GRID = 0xe4e8ed;
    private static final int DROP = 0xc0392b;
    private static final int QUEUE = 0xb98300;
    private static final int MOST_NAMES = 4;
    private static final double BURST_GAP = 12;

    private final Content content;
    private final Axis time;
    private final Axis packets;
    private final Axis bytes;
    private final double timeUnit;
    private final double byteUnit;

    private WindowFigure(Content content) {
        this.content = content;
        this.timeUnit = content.seconds() < 0.9995 ? 1e-3 : 1;
        this.time = new Axis(0, content.seconds() / timeUnit, LEFT, RIGHT);
        double most = 1;
        for (Curve curve : content.windows()) {
            most = Math.max(most, Arrays.stream(curve.packets()).max().orElse(1));
        }
        for (Level level : content.levels()) {
            most = Math.max(most, level.packets());
        }
        this.packets = new Axis(0, 1.06 * most, MIDDLE, TOP);
        Queue queue = content.queue();
        double fullest = Arrays.stream(queue.bytes()).max().orElse(1);
        fullest = Math.max(1, Double.isNaN(queue.limitBytes()) ? fullest : Math.max(fullest, queue.limitBytes()));
        this.byteUnit = fullest >= 1e6 ? 1e6 : 1e3;
        this.bytes = new Axis(0, 1.12 * fullest / byteUnit, BOTTOM, QUEUE_TOP);
    }

    /**
     * Draws into a file.
     *
     * @param file its name ends in .svg, .png or .pdf
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public static void write(Content content, Path file) {
        FigureFile.write(file, WIDTH, HEIGHT, content.title(), canvas -> new WindowFigure(content).draw(canvas));
    }

    private void draw(Canvas canvas) {
        double size = Math.min(20, 1.6 * WIDTH / content.title().length());
        canvas.text(24, 36, new Canvas.Font(INK, size, true, Canvas.Anchor.START), content.title());
        canvas.text(24, 60, new Canvas.Font(SOFT, 13, false, Canvas.Anchor.START), content.subtitle());
        grid(canvas);
        drops(canvas);
        queue(canvas);
        content.levels().forEach(level -> level(canvas, level));
        if (!content.windows().isEmpty()) {
            threshold(canvas, content.windows().get(0));
        }
        for (int i = content.windows().size() - 1; i >= 0; i--) {
            Curve curve = content.windows().get(i);
            steps(canvas, curve.seconds(), curve.packets(), stroke(i));
        }
        content.levels().forEach(level -> note(canvas, packets.place(level.packets()), level.label()));
        legend(canvas);
    }

    /** Colour and dashes of a connection's window; the first is drawn stronger. */
    private static Canvas.Stroke stroke(int curve) {
        CurveStyle style = new CurveStyle(1 + curve);
        return new Canvas.Stroke(style.colour(), curve == 0 ? 2.2 : 1.5, style.dashes());
    }

    private void grid(Canvas canvas) {
        Canvas.Stroke hair = Canvas.Stroke.solid(GRID, 1);
        Canvas.Font centred = new Canvas.Font(SOFT, 12, false, Canvas.Anchor.MIDDLE);
        for (double tick : time.ticks(9)) {
            double x = time.place(tick);
            canvas.polyline(new double[] {x, x}, new double[] {TOP, MIDDLE}, hair);
            canvas.polyline(new double[] {x, x}, new double[] {QUEUE_TOP, BOTTOM}, hair);
            canvas.text(x, BOTTOM + 18, centred, Quantities.plain(tick));
        }
        across(canvas, packets, 6);
        across(canvas, bytes, 4);
        Canvas.Font name = new Canvas.Font(INK, 13, false, Canvas.Anchor.MIDDLE);
        canvas.text((LEFT + RIGHT) / 2, HEIGHT - 22.0, name, "time, " + (timeUnit == 1 ? "seconds" : "milliseconds"));
        canvas.textUpwards(24, (TOP + MIDDLE) / 2, name, "congestion window, packets");
        canvas.textUpwards(24, (QUEUE_TOP + BOTTOM) / 2, name, "queue, " + (byteUnit == 1e6 ? "MB" : "kB"));
        canvas.text(
                LEFT,
                QUEUE_TOP - 12,
                new Canvas.Font(SOFT, 12, false, Canvas.Anchor.START),
                "queue before " + content.queue().label());
    }

    private static void across(Canvas canvas, Axis axis, int most) {
        for (double tick : axis.ticks(most)) {
            double y = axis.place(tick);
            canvas.polyline(new double[] {LEFT, RIGHT}, new double[] {y, y}, Canvas.Stroke.solid(GRID, 1));
            canvas.text(LEFT - 8, y + 4, new Canvas.Font(SOFT, 12, false, Canvas.Anchor.END), Quantities.plain(tick));
        }
    }

    private double x(double seconds) {
        return time.place(Math.min(seconds / timeUnit, time.high()));
    }

    /** A red band through both parts for every burst of drops; drops nearer than a dozen pixels are one burst. */
    private void drops(Canvas canvas) {
        double[] at = Arrays.stream(content.queue().dropSeconds()).map(this::x).toArray();
        int first = 0;
        while (first < at.length) {
            int last = first;
            while (last + 1 < at.length && at[last + 1] - at[last] < BURST_GAP) {
                last++;
            }
            double left = at[first] - 0.7;
            double right = at[last] + 0.7;
            double[] xs = {left, right, right, left};
            canvas.polygon(xs, new double[] {TOP, TOP, BOTTOM, BOTTOM}, DROP, right - left < 4 ? 0.5 : 0.16);
            first = last + 1;
        }
    }

    private void queue(Canvas canvas) {
        Queue queue = content.queue();
        double[] xs = Arrays.stream(queue.seconds()).map(this::x).toArray();
        double[] ys = Arrays.stream(queue.bytes())
                .map(waiting -> bytes.place(waiting / byteUnit))
                .toArray();
        if (xs.length > 0) {
            int[] kept = Thinning.kept(xs, ys);
            double[] area = new double[kept.length + 2];
            double[] height = new double[kept.length + 2];
            System.arraycopy(Thinning.pick(xs, kept), 0, area, 1, kept.length);
            System.arraycopy(Thinning.pick(ys, kept), 0, height, 1, kept.length);
            area[0] = area[1];
            area[kept.length + 1] = area[kept.length];
            height[0] = BOTTOM;
            height[kept.length + 1] = BOTTOM;
            canvas.polygon(area, height, QUEUE, 0.30);
            canvas.polyline(Thinning.pick(xs, kept), Thinning.pick(ys, kept), Canvas.Stroke.solid(QUEUE, 1.3));
        }
        if (!Double.isNaN(queue.limitBytes())) {
            double y = bytes.place(queue.limitBytes() / byteUnit);
            canvas.polyline(new double[] {LEFT, RIGHT}, new double[] {y, y}, Canvas.Stroke.dashed(SOFT, 1));
            note(canvas, y, "room of the queue: " + Quantities.bytes(queue.limitBytes()));
        }
    }

    private void level(Canvas canvas, Level level) {
        double y = packets.place(level.packets());
        canvas.polyline(new double[] {LEFT, RIGHT}, new double[] {y, y}, Canvas.Stroke.dashed(SOFT, 1));
    }

    /** The name of a horizontal line, at its right end, readable over whatever passes beneath. */
    private static void note(Canvas canvas, double y, String label) {
        double left = RIGHT - 8 - 6.2 * label.length();
        double[] xs = {left, RIGHT, RIGHT, left};
        canvas.polygon(xs, new double[] {y - 17, y - 17, y - 2, y - 2}, 0xffffff, 0.82);
        canvas.text(RIGHT - 4, y - 5, new Canvas.Font(SOFT, 12, false, Canvas.Anchor.END), label);
    }

    private void threshold(Canvas canvas, Curve curve) {
        int first = 0;
        while (first < curve.thresholds().length && !Double.isFinite(curve.thresholds()[first])) {
            first++;
        }
        if (first == curve.thresholds().length) {
            return;
        }
        double[] seconds = Arrays.copyOfRange(curve.seconds(), first, curve.seconds().length);
        double[] values = Arrays.copyOfRange(curve.thresholds(), first, curve.thresholds().length);
        steps(canvas, seconds, values, Canvas.Stroke.solid(SOFT, 1.4));
    }

    /** A curve that keeps its value until the next point; what is above the part is cut off at its edge. */
    private void steps(Canvas canvas, double[] seconds, double[] values, Canvas.Stroke stroke) {
        double[] xs = new double[2 * seconds.length];
        double[] ys = new double[xs.length];
        for (int i = 0; i < seconds.length; i++) {
            double next = i + 1 < seconds.length ? seconds[i + 1] : content.seconds();
            double y = Math.max(TOP, packets.place(values[i]));
            xs[2 * i] = x(seconds[i]);
            xs[2 * i + 1] = x(next);
            ys[2 * i] = y;
            ys[2 * i + 1] = y;
        }
        if (xs.length > 0) {
            int[] kept = Thinning.kept(xs, ys);
            canvas.polyline(Thinning.pick(xs, kept), Thinning.pick(ys, kept), stroke);
        }
    }

    private void legend(Canvas canvas) {
        double x = LEFT;
        double y = TOP - 18;
        int names = Math.min(content.windows().size(), MOST_NAMES);
        for (int i = 0; i < names; i++) {
            x = entry(canvas, x, y, stroke(i), content.windows().get(i).label());
        }
        if (names < content.windows().size()) {
            String more =
                    String.format(Locale.ROOT, "and %d more", content.windows().size() - names);
            canvas.text(x, y, new Canvas.Font(SOFT, 12, false, Canvas.Anchor.START), more);
            x += LETTER * more.length() + 24;
        }
        x = entry(canvas, x, y, Canvas.Stroke.solid(SOFT, 2.4), "slow-start threshold");
        if (content.queue().dropSeconds().length > 0) {
            entry(canvas, x, y, Canvas.Stroke.solid(DROP, 2.4), "packets dropped");
        }
    }

    private static double entry(Canvas canvas, double x, double y, Canvas.Stroke stroke, String label) {
        canvas.polyline(new double[] {x, x + KEY}, new double[] {y - 4, y - 4}, stroke);
        canvas.text(x + KEY + 7, y, new Canvas.Font(INK, 12, false, Canvas.Anchor.START), label);
        return x + KEY + 7 + LETTER * label.length() + 22;
    }
}
