package org.longhaul.analysis.figure;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;

/**
 * A value over two axes as a map of coloured cells, each with its value where there is room. Cells without a value are not
 * coloured: hatched where a target was not reached, crossed where a run did not finish, empty where there was none.
 */
public final class HeatFigure {

    /** Why a cell has no value, or that it has one. */
    public enum State {
        /** It has one. */
        VALUE,
        /** The target was not reached. */
        NOT_REACHED,
        /** The run was refused, failed or diverged. */
        FAILED,
        /** There is no such point. */
        NONE
    }

    /**
     * One cell.
     *
     * @param state whether it has a value
     * @param value counts where it has
     */
    public record Cell(State state, double value) {}

    /**
     * What is shown.
     *
     * @param title one line
     * @param subtitle one line
     * @param across name of the horizontal axis
     * @param up name of the vertical axis
     * @param columns values across, from the left
     * @param rows values up, from below
     * @param cells by row and column
     * @param valueName what the colours say
     * @param scale how values are written
     * @param log whether equal factors are equally far apart in colour
     * @param centre the value that is white, with other colours below than above; not a number for one ramp
     */
    public record Content(
            String title,
            String subtitle,
            String across,
            String up,
            List<String> columns,
            List<String> rows,
            List<List<Cell>> cells,
            String valueName,
            AxisScale scale,
            boolean log,
            double centre) {
        /** Copies the lists. */
        public Content {
            columns = List.copyOf(columns);
            rows = List.copyOf(rows);
            cells = cells.stream().map(List::copyOf).toList();
        }
    }

    private static final int HATCH = 0x6b7686;
    private static final int BLACK = 0x000000;
    private static final int NO_VALUE = 0xf1f3f5;
    private static final double BAR = 18;
    private static final double GAP = 1.2;
    private static final double LEAST_TEXT = 8.5;

    private final Content content;
    private final int width;
    private final int height;
    private final double left;
    private final double right;
    private final double top;
    private final double bottom;
    private final double low;
    private final double high;
    private final double shownLow;
    private final double shownHigh;
    private final double textSize;

    private HeatFigure(Content content, int width, int height) {
        this.content = content;
        this.width = width;
        this.height = height;
        double names = 0;
        for (String row : content.rows()) {
            names = Math.max(names, Helvetica.width(row, 12, false));
        }
        this.left = 24 + 22 + names + 10;
        this.right = width - 132.0;
        this.top = Frame.top(content.title());
        this.bottom = height - (withoutValue().isEmpty() ? 62.0 : 92.0);
        double[] values = content.cells().stream()
                .flatMap(List::stream)
                .filter(cell -> cell.state() == State.VALUE)
                .mapToDouble(Cell::value)
                .toArray();
        double least = Arrays.stream(values).min().orElse(0);
        double most = Arrays.stream(values).max().orElse(1);
        this.shownLow = Double.isNaN(content.centre()) ? least : Math.min(least, content.centre());
        this.shownHigh = Double.isNaN(content.centre()) ? most : Math.max(most, content.centre());
        if (!Double.isNaN(content.centre())) {
            // The two sides are equally long, so that equal colours are equally far from the centre.
            double reach = content.log()
                    ? Math.max(most / content.centre(), content.centre() / least)
                    : Math.max(most - content.centre(), content.centre() - least);
            least = content.log() ? content.centre() / reach : content.centre() - reach;
            most = content.log() ? content.centre() * reach : content.centre() + reach;
        }
        this.low = least;
        this.high = most > least ? most : least + Math.max(1e-12, Math.abs(least));
        this.textSize = textSize();
    }

    /**
     * Draws into a file.
     *
     * @param file its name ends in .svg, .png (at twice the size) or .pdf
     * @throws java.io.UncheckedIOException if it cannot be written
     */
    public static void write(Content content, Path file, int width, int height) {
        HeatFigure figure = new HeatFigure(content, width, height);
        FigureFile.write(file, width, height, content.title(), figure::draw);
    }

    private double cellWidth() {
        return (right - left) / content.columns().size();
    }

    private double cellHeight() {
        return (bottom - top) / content.rows().size();
    }

    /** The size at which every value fits into its cell, 0 where none does. */
    private double textSize() {
        double widest = 1;
        for (List<Cell> row : content.cells()) {
            for (Cell cell : row) {
                if (cell.state() == State.VALUE) {
                    widest = Math.max(widest, Helvetica.width(content.scale().text(cell.value()), 1, false));
                }
            }
        }
        double size = Math.min(13, Math.min((cellWidth() - 8) / widest, 0.55 * cellHeight()));
        return size < LEAST_TEXT ? 0 : size;
    }

    private double share(double value) {
        return content.log() && low > 0 ? Math.log(value / low) / Math.log(high / low) : (value - low) / (high - low);
    }

    private int colour(double share) {
        return Double.isNaN(content.centre()) ? ColourRamp.sequential(share) : ColourRamp.diverging(share);
    }

    private void draw(Canvas canvas) {
        Frame.title(canvas, width, content.title(), content.subtitle());
        for (int row = 0; row < content.rows().size(); row++) {
            for (int column = 0; column < content.columns().size(); column++) {
                cell(canvas, row, column, content.cells().get(row).get(column));
            }
        }
        axes(canvas);
        bar(canvas);
        legend(canvas);
    }

    private void cell(Canvas canvas, int row, int column, Cell cell) {
        double x = left + column * cellWidth();
        double y = bottom - (row + 1) * cellHeight();
        double x2 = x + cellWidth() - GAP;
        double y2 = y + cellHeight() - GAP;
        if (cell.state() != State.VALUE) {
            none(canvas, x, y, x2, y2, cell.state());
            return;
        }
        int colour = colour(share(cell.value()));
        rectangle(canvas, x, y, x2, y2, colour);
        if (textSize > 0) {
            int ink = ColourRamp.isDark(colour) ? Frame.PAPER : BLACK;
            canvas.text(
                    (x + x2) / 2,
                    (y + y2) / 2 + 0.36 * textSize,
                    new Canvas.Font(ink, textSize, false, Canvas.Anchor.MIDDLE),
                    content.scale().text(cell.value()));
        }
    }

    private static void none(Canvas canvas, double x, double y, double x2, double y2, State state) {
        if (state == State.NONE) {
            return;
        }
        rectangle(canvas, x, y, x2, y2, NO_VALUE);
        Hatching.draw(canvas, x, y, x2, y2, HATCH, state == State.FAILED);
    }

    private static void rectangle(Canvas canvas, double x, double y, double x2, double y2, int colour) {
        canvas.polygon(new double[] {x, x2, x2, x}, new double[] {y, y, y2, y2}, colour, 1);
    }

    private void axes(Canvas canvas) {
        Canvas.Font below = new Canvas.Font(Frame.SOFT, 12, false, Canvas.Anchor.MIDDLE);
        double widest = 0;
        for (String column : content.columns()) {
            widest = Math.max(widest, Helvetica.width(column, 12, false));
        }
        int every = Math.max(1, (int) Math.ceil((widest + 8) / cellWidth()));
        for (int column = 0; column < content.columns().size(); column += every) {
            canvas.text(
                    left + (column + 0.5) * cellWidth(),
                    bottom + 17,
                    below,
                    content.columns().get(column));
        }
        int everyRow = Math.max(1, (int) Math.ceil(15 / cellHeight()));
        for (int row = 0; row < content.rows().size(); row += everyRow) {
            double y = bottom - (row + 0.5) * cellHeight() + 4;
            canvas.text(
                    left - 8,
                    y,
                    new Canvas.Font(Frame.SOFT, 12, false, Canvas.Anchor.END),
                    content.rows().get(row));
        }
        Canvas.Font name = new Canvas.Font(Frame.INK, 13, false, Canvas.Anchor.MIDDLE);
        canvas.text((left + right) / 2, bottom + 40, name, content.across());
        canvas.textUpwards(30, (top + bottom) / 2, name, content.up());
    }

    /** The colours from the least value to the greatest, with round values beside them. */
    private void bar(Canvas canvas) {
        if (content.cells().stream().flatMap(List::stream).noneMatch(cell -> cell.state() == State.VALUE)) {
            return;
        }
        double x = right + 22;
        boolean log = content.log() && low > 0;
        double least = shownLow;
        double most = shownHigh > shownLow ? shownHigh : high;
        Axis axis = new Axis(least, most, bottom, top, log);
        int steps = 96;
        for (int i = 0; i < steps; i++) {
            double y = bottom - (bottom - top) * i / steps;
            double share = (i + 0.5) / steps;
            double value = log ? least * Math.pow(most / least, share) : least + share * (most - least);
            rectangle(canvas, x, top, x + BAR, y, colour(share(value)));
        }
        List<AxisScale.Tick> ticks = content.scale().ticks(axis, 6);
        if (ticks.size() < 2) {
            ticks = List.of(
                    new AxisScale.Tick(least, content.scale().text(least)),
                    new AxisScale.Tick(most, content.scale().text(most)));
        }
        double widest = 0;
        for (AxisScale.Tick tick : ticks) {
            double y = axis.place(tick.value());
            canvas.polyline(
                    new double[] {x + BAR, x + BAR + 4}, new double[] {y, y}, Canvas.Stroke.solid(Frame.SOFT, 1));
            canvas.text(x + BAR + 8, y + 4, new Canvas.Font(Frame.SOFT, 12, false, Canvas.Anchor.START), tick.text());
            widest = Math.max(widest, Helvetica.width(tick.text(), 12, false));
        }
        canvas.textUpwards(
                Math.min(width - 10.0, x + BAR + 8 + 1.15 * widest + 22),
                (top + bottom) / 2,
                new Canvas.Font(Frame.INK, 13, false, Canvas.Anchor.MIDDLE),
                content.valueName());
    }

    private List<State> withoutValue() {
        List<State> present = new ArrayList<>();
        for (State state : List.of(State.NOT_REACHED, State.FAILED, State.NONE)) {
            if (content.cells().stream().flatMap(List::stream).anyMatch(cell -> cell.state() == state)) {
                present.add(state);
            }
        }
        return present;
    }

    /** Names the kinds of cells without a value that there are. */
    private void legend(Canvas canvas) {
        double x = left;
        double y = height - 30.0;
        for (State state : withoutValue()) {
            String words =
                    switch (state) {
                        case NOT_REACHED -> "target not reached";
                        case FAILED -> "refused, failed or diverged";
                        default -> "no such point";
                    };
            none(canvas, x, y, x + 26, y + 14, state);
            double[] xs = {x, x + 26, x + 26, x, x};
            canvas.polyline(xs, new double[] {y, y, y + 14, y + 14, y}, Canvas.Stroke.solid(HATCH, 1));
            canvas.text(x + 33, y + 11, new Canvas.Font(Frame.INK, 12, false, Canvas.Anchor.START), words);
            x += 33 + Helvetica.width(words, 12, false) + 26;
        }
    }
}
