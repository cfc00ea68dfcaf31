package org.longhaul.topology.picture;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.topology.Topology;

/**
 * A picture of a topology in characters: a map where every place is known, otherwise in layers or by force. Sites on a map,
 * and the hosts of a switch where they are many, are one mark.
 */
public final class TerminalPicture {
    private static final int LEAST_COLUMNS = 40;
    private static final int MOST_VERTICES = 120;
    /** What neither stands on a map nor in layers is a tangle beyond this many marks. */
    private static final int MOST_TANGLED = 24;
    /** More lines than this for each mark hide the marks. */
    private static final double MOST_LINES_OF_A_MARK = 3;
    /** So few marks can have all lines between them drawn. */
    private static final int FEW = 7;

    /** Rows for each column of a map: a character is about twice as high as wide. */
    private static final double CHARACTER_SHAPE = 0.5;

    private static final int MOST_ROWS = 34;
    private static final int LEAST_ROWS = 9;
    private static final int LONGEST_NAME = 24;

    private final Scene scene;
    private final int columns;
    private final boolean ascii;

    private TerminalPicture(Scene scene, int columns, boolean ascii) {
        this.scene = scene;
        this.columns = columns;
        this.ascii = ascii;
    }

    /**
     * Draws a topology.
     *
     * @param columns width of the terminal, at least 40
     * @param ascii whether only seven-bit characters may be used
     * @return the lines, without line ends; none if the network is too large to be drawn so
     */
    public static List<String> of(Topology topology, int columns, boolean ascii) {
        if (columns < LEAST_COLUMNS) {
            throw new IllegalArgumentException("columns (" + columns + ") must be at least " + LEAST_COLUMNS + ".");
        }
        Scene byNode = SceneMaker.byNode(topology);
        Scene bySite = SceneMaker.bySite(topology);
        Scene scene = GeographicLayout.applies(bySite) || !fits(byNode) ? bySite : byNode;
        return fits(scene) ? new TerminalPicture(scene, columns, ascii).draw() : List.of();
    }

    private static boolean fits(Scene scene) {
        boolean ordered = GeographicLayout.applies(scene) || LayeredLayout.applies(scene);
        return scene.vertices.size() > 1 && scene.vertices.size() <= (ordered ? MOST_VERTICES : MOST_TANGLED);
    }

    private boolean hasRoomForLines() {
        int marks = scene.vertices.size();
        return marks <= FEW || scene.edges.size() <= MOST_LINES_OF_A_MARK * marks;
    }

    private List<String> draw() {
        boolean map = GeographicLayout.applies(scene);
        boolean layered = !map && LayeredLayout.applies(scene);
        int rows = rows(map, layered);
        // Names stand beside their marks: room for half of one at both sides, and a row above and below.
        double margin = Math.min(columns / 5.0, 2 + longestName() / 2.0);
        double left = 2 * margin;
        double width = 2 * columns - 4 * margin - 1;
        double height = 4.0 * (rows - 3);
        SceneLayout layout = map
                ? GeographicLayout.of(scene, left, 6, width, height)
                : layered
                        ? LayeredLayout.of(scene, left, 6, width, height)
                        : ForceLayout.of(scene, left, 6, width, height);
        BrailleCanvas canvas = new BrailleCanvas(columns, rows, ascii);
        boolean lines = hasRoomForLines();
        for (Scene.Edge edge : lines ? scene.edges : List.<Scene.Edge>of()) {
            canvas.line(layout.x[edge.a()], layout.y[edge.a()], layout.x[edge.b()], layout.y[edge.b()]);
        }
        marks(canvas, layout);
        names(canvas, layout);
        List<String> picture = new ArrayList<>(canvas.lines());
        if (!lines) {
            int marks = scene.vertices.size();
            boolean all = scene.edges.size() == marks * (marks - 1) / 2;
            picture.add("");
            picture.add(
                    all
                            ? "Every pair is joined; lines left out."
                            : scene.edges.size() + " lines are left out: too many.");
        }
        return picture;
    }

    private int longestName() {
        return scene.vertices.stream()
                .mapToInt(v -> Math.min(LONGEST_NAME, v.label().length()))
                .max()
                .orElse(0);
    }

    private int rows(boolean map, boolean layered) {
        if (layered) {
            return Math.min(MOST_ROWS, LEAST_ROWS + 4 * Math.max(0, LayeredLayout.highest(scene) - 1));
        }
        double shape = map ? GeographicLayout.aspect(scene) * SceneLayout.TALLEST : 1;
        int natural = (int) Math.round(CHARACTER_SHAPE * shape * columns * 0.8) + 3;
        return Math.max(LEAST_ROWS, Math.min(MOST_ROWS, natural));
    }

    private void marks(BrailleCanvas canvas, SceneLayout layout) {
        for (int v = 0; v < scene.vertices.size(); v++) {
            canvas.write(
                    column(layout, v),
                    row(layout, v),
                    mark(scene.vertices.get(v).shape()));
        }
    }

    private String mark(Scene.Shape shape) {
        return switch (shape) {
            case HOST -> ascii ? "o" : "●";
            case SWITCH -> ascii ? "#" : "■";
            case HOST_GROUP -> ascii ? "@" : "◉";
            case SITE -> ascii ? "@" : "◆";
        };
    }

    /** Each name at the free place beside its mark where it hides least; none where there is no room. */
    private void names(BrailleCanvas canvas, SceneLayout layout) {
        for (int v = 0; v < scene.vertices.size(); v++) {
            String name = name(scene.vertices.get(v).label());
            int length = name.length();
            int column = column(layout, v);
            int row = row(layout, v);
            int[][] places = {
                {column + 2, row}, {column - 1 - length, row}, {column - length / 2, row + 1},
                {column - length / 2, row - 1}, {column + 1, row + 1}, {column + 1, row - 1},
                {column - length, row + 1}, {column - length, row - 1}
            };
            int[] best = {};
            int least = Integer.MAX_VALUE;
            for (int[] place : free(canvas, places, length)) {
                int hidden = canvas.hidden(place[0], place[1], length);
                if (hidden < least) {
                    least = hidden;
                    best = place;
                }
            }
            if (best.length > 0) {
                canvas.write(best[0], best[1], name);
            }
        }
    }

    private static List<int[]> free(BrailleCanvas canvas, int[][] places, int length) {
        List<int[]> free = new ArrayList<>();
        for (int[] place : places) {
            if (canvas.isFree(place[0], place[1], length)) {
                free.add(place);
            }
        }
        return free;
    }

    private String name(String label) {
        String shown = label.codePoints()
                .map(point -> Character.isISOControl(point) || (ascii && point > 126) ? '?' : point)
                .collect(StringBuilder::new, StringBuilder::appendCodePoint, StringBuilder::append)
                .toString();
        return shown.length() <= LONGEST_NAME ? shown : shown.substring(0, LONGEST_NAME - 1) + (ascii ? "~" : "…");
    }

    private static int column(SceneLayout layout, int v) {
        return (int) Math.round(layout.x[v]) / 2;
    }

    private static int row(SceneLayout layout, int v) {
        return (int) Math.round(layout.y[v]) / 4;
    }
}
