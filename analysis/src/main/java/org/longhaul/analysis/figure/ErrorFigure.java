package org.longhaul.analysis.figure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;

/**
 * Errors of several models by group, a dot for each on a logarithmic axis, as a still figure 960 pixels wide. A row's dots
 * are joined, so that a glance shows who is nearest.
 */
public final class ErrorFigure {

    /**
     * What is shown.
     *
     * @param title one line
     * @param subtitle one line
     * @param models names, in order of importance; the first two are ours and drawn stronger
     * @param rows groups, from above
     */
    public record Content(String title, String subtitle, List<String> models, List<Row> rows) {
        /** Copies the lists. */
        public Content {
            models = List.copyOf(models);
            rows = List.copyOf(rows);
        }
    }

    /**
     * One group.
     *
     * @param label its name
     * @param note what stands small beside it, such as the number of cases
     * @param errors by model, as shares of one; not a number where a model has none
     * @param strong whether it is the sum of the others
     */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    public record Row(String label, String note, double[] errors, boolean strong) {}

    private static final int WIDTH = 960;
    private static final double LEFT = 236;
    private static final double RIGHT = WIDTH - 40.0;
    private static final double TOP = 122;
    private static final double STEP = 36;
    private static final double LEAST = 0.0005;
    private static final double MOST = 3;
    private static final double[] TICKS = {0.001, 0.003, 0.01, 0.03, 0.1, 0.3, 1, 3};
    private static final int INK = 0x1c2430;
    private static final int SOFT = 0x5a6675;
    private static final int GRID = 0xe4e8ed;
    private static final int JOIN = 0xc3cad3;
    private static final int[] COLOURS = {0x0072b2, 0x009270, 0xd55e00, 0x8a93a0, 0xb5478f};
    private static final int OURS = 2;

    private final Content content;
    private final double bottom;

    private ErrorFigure(Content content) {
        this.content = content;
        this.bottom = TOP + STEP * content.rows().size();
    }

    /**
     * Draws into a file.
     *
     * @param file its name ends in .svg, .png or .pdf
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public static void write(Content content, Path file) {
        ErrorFigure figure = new ErrorFigure(content);
        FigureFile.write(file, WIDTH, (int) figure.bottom + 62, content.title(), figure::draw);
    }

    private void draw(Canvas canvas) {
        canvas.text(24, 36, new Canvas.Font(INK, 20, true, Canvas.Anchor.START), content.title());
        canvas.text(24, 60, new Canvas.Font(SOFT, 13, false, Canvas.Anchor.START), content.subtitle());
        legend(canvas);
        for (double tick : TICKS) {
            double x = place(tick);
            canvas.polyline(new double[] {x, x}, new double[] {TOP, bottom}, Canvas.Stroke.solid(GRID, 1));
            String label = String.format(Locale.ROOT, tick < 0.01 ? "%.1f %%" : "%.0f %%", 100 * tick);
            canvas.text(x, bottom + 18, new Canvas.Font(SOFT, 12, false, Canvas.Anchor.MIDDLE), label);
        }
        canvas.text(
                (LEFT + RIGHT) / 2,
                bottom + 42,
                new Canvas.Font(INK, 13, false, Canvas.Anchor.MIDDLE),
                "median absolute error against measured TCP, logarithmic");
        for (int i = 0; i < content.rows().size(); i++) {
            row(canvas, content.rows().get(i), TOP + STEP * (i + 0.5));
        }
    }

    private static double place(double error) {
        double within = Math.min(Math.max(error, LEAST), MOST);
        return LEFT + Math.log(within / LEAST) / Math.log(MOST / LEAST) * (RIGHT - LEFT);
    }

    private void row(Canvas canvas, Row row, double y) {
        if (row.strong()) {
            double[] xs = {20, RIGHT + 12, RIGHT + 12, 20};
            double[] ys = {y - STEP / 2, y - STEP / 2, y + STEP / 2, y + STEP / 2};
            canvas.polygon(xs, ys, GRID, 0.55);
        }
        canvas.text(24, y + 4.5, new Canvas.Font(INK, 13.5, row.strong(), Canvas.Anchor.START), row.label());
        canvas.text(LEFT - 14, y + 4.5, new Canvas.Font(SOFT, 12, false, Canvas.Anchor.END), row.note());
        double low = Double.POSITIVE_INFINITY;
        double high = Double.NEGATIVE_INFINITY;
        for (double error : row.errors()) {
            if (!Double.isNaN(error)) {
                low = Math.min(low, place(error));
                high = Math.max(high, place(error));
            }
        }
        if (low < high) {
            canvas.polyline(new double[] {low, high}, new double[] {y, y}, Canvas.Stroke.solid(JOIN, 1.6));
        }
        for (int model = row.errors().length - 1; model >= 0; model--) {
            if (!Double.isNaN(row.errors()[model])) {
                mark(canvas, place(row.errors()[model]), y, model);
            }
        }
    }

    /** Ours are larger; every model has a shape of its own besides its colour. */
    private static void mark(Canvas canvas, double x, double y, int model) {
        int colour = COLOURS[model % COLOURS.length];
        double r = model < OURS ? 7 : 6;
        switch (model % 4) {
            case 0 -> canvas.disc(x, y, r, colour);
            case 1 -> canvas.polygon(new double[] {x, x + r, x, x - r}, new double[] {y - r, y, y + r, y}, colour, 1);
            case 2 ->
                canvas.polygon(
                        new double[] {x, x + r, x - r}, new double[] {y - r, y + 0.8 * r, y + 0.8 * r}, colour, 1);
            default ->
                canvas.polygon(
                        new double[] {x - 0.8 * r, x + 0.8 * r, x + 0.8 * r, x - 0.8 * r},
                        new double[] {y - 0.8 * r, y - 0.8 * r, y + 0.8 * r, y + 0.8 * r},
                        colour,
                        1);
        }
    }

    private void legend(Canvas canvas) {
        double x = LEFT;
        List<String> names = new ArrayList<>(content.models());
        for (int model = 0; model < names.size(); model++) {
            mark(canvas, x + 7, TOP - 26, model);
            canvas.text(
                    x + 22, TOP - 21.5, new Canvas.Font(INK, 13, model < OURS, Canvas.Anchor.START), names.get(model));
            x += 22 + 8.0 * names.get(model).length() + 30;
        }
    }
}
