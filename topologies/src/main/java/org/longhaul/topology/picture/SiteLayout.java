package org.longhaul.topology.picture;

import java.awt.geom.Rectangle2D;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** One card a site, the cards on an ellipse in order of their first node; marks without a site stand in the middle. */
final class SiteLayout {
    private static final int MOST_SITES = 12;
    private static final int MOST_MARKS_OF_A_SITE = 14;
    private static final double CELL_WIDTH = 92;
    private static final double CELL_HEIGHT = 74;
    private static final int COLUMNS = 4;
    private static final double GAP = 16;

    private SiteLayout() {}

    /**
     * Whether there are several sites, their cards fit on a canvas of this size side by side, and no line between two sites
     * passes through the card of a third.
     */
    static boolean applies(Scene scene, double width, double height) {
        Map<String, List<Integer>> sites = sites(scene);
        if (sites.size() < 2
                || sites.size() > MOST_SITES
                || sites.values().stream().anyMatch(members -> members.size() > MOST_MARKS_OF_A_SITE)) {
            return false;
        }
        SceneLayout layout = of(scene, 0, 0, width, height);
        List<SceneLayout.Card> cards = layout.cards;
        for (int i = 0; i < cards.size(); i++) {
            for (int j = 0; j < i; j++) {
                SceneLayout.Card a = cards.get(i);
                SceneLayout.Card b = cards.get(j);
                boolean apart = Math.abs(a.x() - b.x()) >= (a.width() + b.width()) / 2 + GAP
                        || Math.abs(a.y() - b.y()) >= (a.height() + b.height()) / 2 + GAP;
                if (!apart) {
                    return false;
                }
            }
        }
        return scene.edges.stream().noneMatch(edge -> cards.stream().anyMatch(card -> cuts(scene, layout, edge, card)));
    }

    /** Whether a line comes into a card or near it that belongs to neither of its ends. */
    private static boolean cuts(Scene scene, SceneLayout layout, Scene.Edge edge, SceneLayout.Card card) {
        boolean own = card.title().equals(scene.vertices.get(edge.a()).site())
                || card.title().equals(scene.vertices.get(edge.b()).site());
        Rectangle2D box = new Rectangle2D.Double(
                card.x() - card.width() / 2 - GAP / 2,
                card.y() - card.height() / 2 - GAP / 2,
                card.width() + GAP,
                card.height() + GAP);
        return !own
                && box.intersectsLine(layout.x[edge.a()], layout.y[edge.a()], layout.x[edge.b()], layout.y[edge.b()]);
    }

    /** Returns the height of the tallest card. */
    static double tallest(Scene scene) {
        return sites(scene).values().stream()
                .mapToDouble(members -> cardHeight(scene, members))
                .max()
                .orElse(0);
    }

    /** Whether exactly two sites stand side by side. */
    static boolean isPair(Scene scene) {
        return sites(scene).size() == 2;
    }

    private static Map<String, List<Integer>> sites(Scene scene) {
        Map<String, List<Integer>> sites = new LinkedHashMap<>();
        for (int i = 0; i < scene.vertices.size(); i++) {
            String site = scene.vertices.get(i).site();
            if (site != null) {
                sites.computeIfAbsent(site, key -> new ArrayList<>()).add(i);
            }
        }
        return sites;
    }

    static SceneLayout of(Scene scene, double left, double top, double width, double height) {
        Map<String, List<Integer>> sites = sites(scene);
        SceneLayout layout = new SceneLayout(scene.vertices.size());
        double widest = 0;
        double tallest = 0;
        for (List<Integer> members : sites.values()) {
            widest = Math.max(widest, cardWidth(scene, members));
            tallest = Math.max(tallest, cardHeight(scene, members));
        }
        double radiusX = Math.max(0, width / 2 - widest / 2);
        double radiusY = Math.max(0, height / 2 - tallest / 2);
        // Two sites stand left and right, four in the corners; others begin at the top.
        double start = sites.size() == 2 ? Math.PI : sites.size() == 4 ? -0.75 * Math.PI : -Math.PI / 2;
        double stretch = sites.size() == 4 ? Math.sqrt(2) : 1;
        int number = 0;
        for (Map.Entry<String, List<Integer>> site : sites.entrySet()) {
            double angle = start + 2 * Math.PI * number++ / sites.size();
            double x = left + width / 2 + stretch * radiusX * Math.cos(angle);
            double y = top + height / 2 + stretch * radiusY * Math.sin(angle);
            place(scene, layout, site.getKey(), site.getValue(), x, y);
        }
        placeMiddle(scene, layout, left + width / 2, top + height / 2);
        return layout;
    }

    private static void placeMiddle(Scene scene, SceneLayout layout, double x, double y) {
        List<Integer> middle = new ArrayList<>();
        for (int i = 0; i < scene.vertices.size(); i++) {
            if (scene.vertices.get(i).site() == null) {
                middle.add(i);
            }
        }
        for (int k = 0; k < middle.size(); k++) {
            layout.x[middle.get(k)] = x + (k - (middle.size() - 1) / 2.0) * CELL_WIDTH;
            layout.y[middle.get(k)] = y;
        }
    }

    private static void place(
            Scene scene, SceneLayout layout, String title, List<Integer> members, double x, double y) {
        List<Integer> switches = members.stream()
                .filter(v -> !scene.vertices.get(v).isHostLike())
                .toList();
        List<Integer> hosts =
                members.stream().filter(v -> scene.vertices.get(v).isHostLike()).toList();
        double height = cardHeight(scene, members);
        double row = y - height / 2 + 52;
        if (members.size() == 1) {
            layout.x[members.get(0)] = x;
            layout.y[members.get(0)] = y;
            return;
        }
        layout.cards.add(new SceneLayout.Card(title, x, y, cardWidth(scene, members), height));
        for (List<Integer> kind : List.of(switches, hosts)) {
            for (int from = 0; from < kind.size(); from += COLUMNS) {
                int count = Math.min(COLUMNS, kind.size() - from);
                for (int k = 0; k < count; k++) {
                    layout.x[kind.get(from + k)] = x + (k - (count - 1) / 2.0) * CELL_WIDTH;
                    layout.y[kind.get(from + k)] = row;
                }
                row += CELL_HEIGHT;
            }
        }
    }

    private static double cardWidth(Scene scene, List<Integer> members) {
        long switches = members.stream()
                .filter(v -> !scene.vertices.get(v).isHostLike())
                .count();
        long most = Math.min(COLUMNS, Math.max(switches, members.size() - switches));
        return Math.max(2, most) * CELL_WIDTH + 12;
    }

    private static double cardHeight(Scene scene, List<Integer> members) {
        long switches = members.stream()
                .filter(v -> !scene.vertices.get(v).isHostLike())
                .count();
        long rows = (switches + COLUMNS - 1) / COLUMNS + (members.size() - switches + COLUMNS - 1) / COLUMNS;
        return rows * CELL_HEIGHT + 22;
    }
}
