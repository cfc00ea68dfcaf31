package org.longhaul.analysis.report;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.analysis.record.network.LinkRecord;
import org.longhaul.analysis.record.network.NetworkRecord;
import org.longhaul.analysis.report.markup.Html;
import org.longhaul.analysis.text.Quantities;

/**
 * A plain drawing of a network for runs that bring none: inner nodes on an ellipse, nodes with one link around their neighbour.
 */
final class TopologySketch {

    /** Larger networks are not drawn: nothing could be told from the picture. */
    static final int MOST_NODES = 200;

    private static final int WIDTH = 720;
    private static final int HEIGHT = 320;

    private final Map<String, double[]> places = new LinkedHashMap<>();
    private final NetworkRecord network;

    private TopologySketch(NetworkRecord network) {
        this.network = network;
    }

    /** Returns the drawing, or an empty text when the network has no links or too many nodes. */
    static String draw(NetworkRecord network) {
        TopologySketch sketch = new TopologySketch(network);
        Map<String, List<String>> neighbours = sketch.neighbours();
        if (neighbours.isEmpty() || neighbours.size() > MOST_NODES) {
            return "";
        }
        sketch.place(neighbours);
        return sketch.markup();
    }

    private Map<String, List<String>> neighbours() {
        Map<String, List<String>> neighbours = new LinkedHashMap<>();
        for (LinkRecord link : network.links()) {
            neighbours.computeIfAbsent(link.from(), node -> new ArrayList<>()).add(link.to());
            neighbours.computeIfAbsent(link.to(), node -> new ArrayList<>()).add(link.from());
        }
        return neighbours;
    }

    private void place(Map<String, List<String>> neighbours) {
        List<String> inner = new ArrayList<>(neighbours.keySet());
        if (neighbours.size() > 2) {
            inner.removeIf(node -> neighbours.getOrDefault(node, List.of()).size() == 1);
        }
        double radius = inner.size() == 1 ? 0 : 1;
        for (int i = 0; i < inner.size(); i++) {
            double angle = Math.PI + 2 * Math.PI * i / inner.size();
            double[] hub = {
                WIDTH / 2.0 + radius * 0.24 * WIDTH * Math.cos(angle),
                HEIGHT / 2.0 + radius * 0.26 * HEIGHT * Math.sin(angle)
            };
            places.put(inner.get(i), hub);
        }
        for (int i = 0; i < inner.size(); i++) {
            List<String> leaves = new ArrayList<>();
            for (String neighbour : neighbours.getOrDefault(inner.get(i), List.of())) {
                if (!places.containsKey(neighbour)) {
                    leaves.add(neighbour);
                }
            }
            leaves(inner.get(i), leaves, Math.PI + 2 * Math.PI * i / inner.size(), radius == 0);
        }
    }

    private void leaves(String hub, List<String> leaves, double outward, boolean around) {
        double[] centre = places.getOrDefault(hub, new double[2]);
        double spread = around ? 2 * Math.PI : Math.PI * 0.8;
        for (int i = 0; i < leaves.size(); i++) {
            double share = leaves.size() == 1 ? 0.5 : around ? (double) i / leaves.size() : i / (leaves.size() - 1.0);
            double angle = outward + spread * (share - 0.5);
            places.put(leaves.get(i), new double[] {
                centre[0] + 0.17 * WIDTH * Math.cos(angle), centre[1] + 0.3 * HEIGHT * Math.sin(angle)
            });
        }
    }

    private String markup() {
        Html html = new Html();
        html.raw("<svg viewBox=\"0 0 " + WIDTH + " " + HEIGHT + "\" class=\"sketch\" role=\"img\" aria-label=\"")
                .text("Network " + network.name());
        html.raw("\">\n");
        for (LinkRecord link : network.links()) {
            double[] a = places.getOrDefault(link.from(), new double[2]);
            double[] b = places.getOrDefault(link.to(), new double[2]);
            html.raw("<line class=\"link\" data-link=\"").text(link.id());
            html.raw("\" x1=\"" + Html.number(a[0]) + "\" y1=\"" + Html.number(a[1]) + "\" x2=\"" + Html.number(b[0])
                    + "\" y2=\"" + Html.number(b[1]) + "\">");
            Long back = link.backwardLatencyNanos();
            html.element(
                    "title",
                    link.id() + ": " + Quantities.bitRate((double) link.forwardBitsPerSecond()) + ", "
                            + Quantities.duration(link.latencyNanos() / 1e9) + " one way"
                            + (back == null ? "" : ", " + Quantities.duration(back / 1e9) + " back"));
            html.raw("</line>\n");
        }
        places.forEach((node, place) -> {
            boolean worker = network.workerNodes().contains(node);
            String x = Html.number(place[0]);
            html.raw("<circle class=\"" + (worker ? "host" : "switch") + "\" cx=\"" + x + "\" cy=\""
                    + Html.number(place[1]) + "\" r=\"" + (worker ? 7 : 10) + "\"></circle>");
            html.raw("<text x=\"" + x + "\" y=\"" + Html.number(place[1] + 24) + "\">")
                    .text(node)
                    .raw("</text>\n");
        });
        return html.raw("</svg>\n").toString();
    }
}
