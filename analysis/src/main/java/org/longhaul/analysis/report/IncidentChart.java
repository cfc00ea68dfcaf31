package org.longhaul.analysis.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.disturbance.Disturbances;
import org.longhaul.analysis.record.disturbance.IncidentRecord;
import org.longhaul.analysis.report.markup.Html;
import org.longhaul.analysis.report.markup.MethodName;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.text.Quantities;

/**
 * Incidents over simulated time, a strip for each link or node, and under them a strip for each method with the pace of its
 * steps: where that falls to nothing, the method stood still. First seed; all strips share one axis.
 */
final class IncidentChart {

    /** Width of a strip in its own coordinates, which the page stretches. */
    private static final double WIDTH = 1000;

    private static final double ELEMENT_HEIGHT = 18;
    private static final double METHOD_HEIGHT = 34;
    private static final double LEAST_WIDTH = 1.6;
    private static final double LEAST_HEIGHT = 4;
    private static final int MOST_ELEMENTS = 14;
    private static final int MOST_TICKS = 6;

    private final Comparison comparison;
    private final long longest;

    private IncidentChart(Comparison comparison) {
        this.comparison = comparison;
        long most = 1;
        for (MethodSummary method : comparison.methods()) {
            most = Math.max(most, first(method).totals().simulatedNanos());
        }
        this.longest = most;
    }

    /** Returns the chart; nothing when no method was disturbed or none took any time. */
    static String draw(Comparison comparison) {
        return new IncidentChart(comparison).draw();
    }

    private static MethodRecord first(MethodSummary method) {
        return method.seeds().get(0);
    }

    private String draw() {
        Map<String, List<IncidentRecord>> elements = elements();
        Html html = new Html();
        html.raw("<div class=\"strips\">\n");
        int shown = 0;
        for (Map.Entry<String, List<IncidentRecord>> element : elements.entrySet()) {
            if (++shown <= MOST_ELEMENTS) {
                element(html, element.getKey(), element.getValue());
            }
        }
        if (shown > MOST_ELEMENTS) {
            html.raw("<div class=\"strip\"><span class=\"name\"></span>")
                    .element("small", "and " + (shown - MOST_ELEMENTS) + " more links and nodes that less befell")
                    .raw("</div>\n");
        }
        axis(html);
        for (MethodSummary method : comparison.methods()) {
            Disturbances disturbances = first(method).disturbances();
            if (disturbances != null) {
                method(html, method, disturbances);
            }
        }
        return html.raw("</div>\n").toString();
    }

    /** Incidents by element, those first on which most time was affected; from the method that saw the most of them. */
    private Map<String, List<IncidentRecord>> elements() {
        List<IncidentRecord> incidents = incidents(comparison);
        Map<String, List<IncidentRecord>> found = new LinkedHashMap<>();
        for (IncidentRecord incident : incidents) {
            for (String element : incident.elements()) {
                found.computeIfAbsent(element, e -> new ArrayList<>()).add(incident);
            }
        }
        Map<String, List<IncidentRecord>> sorted = new LinkedHashMap<>();
        found.entrySet().stream()
                .sorted(Comparator.comparingDouble((Map.Entry<String, List<IncidentRecord>> e) -> -weight(e.getValue()))
                        .thenComparing(Map.Entry::getKey))
                .forEach(e -> sorted.put(e.getKey(), e.getValue()));
        return sorted;
    }

    private double weight(List<IncidentRecord> incidents) {
        double weight = 0;
        for (IncidentRecord incident : incidents) {
            long nanos = incident.endNanosWithin(longest) - incident.startNanos();
            weight += (incident.kind() == IncidentRecord.Kind.VARIATION ? 1e-3 : 1) * nanos;
        }
        return weight;
    }

    /** The incidents of the run that lasted longest: the others met the same ones, as long as they were under way. */
    static List<IncidentRecord> incidents(Comparison comparison) {
        return comparison.methods().stream()
                .map(IncidentChart::first)
                .filter(method -> method.disturbances() != null)
                .max(Comparator.comparingLong(method -> method.totals().simulatedNanos()))
                .map(MethodRecord::disturbances)
                .map(Disturbances::incidents)
                .orElse(List.of());
    }

    private void element(Html html, String name, List<IncidentRecord> incidents) {
        html.raw("<div class=\"strip\">").element("span class=\"name\"", name);
        open(html, ELEMENT_HEIGHT, name + ": " + count(incidents.size(), "incident"));
        // What varies all the time lies beneath what failed.
        List<IncidentRecord> inOrder = new ArrayList<>(incidents);
        inOrder.sort(Comparator.comparing(incident -> incident.kind() != IncidentRecord.Kind.VARIATION));
        for (IncidentRecord incident : inOrder) {
            double from = x(incident.startNanos());
            double until = x(incident.endNanosWithin(longest));
            double height = Math.max(LEAST_HEIGHT, (ELEMENT_HEIGHT - 2) * (1 - incident.remaining()));
            html.raw("<rect class=\"" + style(incident.kind()) + "\" x=\""
                            + Html.number(Math.min(from, WIDTH - LEAST_WIDTH))
                            + "\" y=\"" + Html.number(ELEMENT_HEIGHT - height) + "\" width=\""
                            + Html.number(Math.max(LEAST_WIDTH, until - from)) + "\" height=\""
                            + Html.number(height) + "\"><title>")
                    .text(words(incident))
                    .raw("</title></rect>");
        }
        html.raw("</svg></div>\n");
    }

    private static String style(IncidentRecord.Kind kind) {
        return switch (kind) {
            case FAILURE -> "failure";
            case MAINTENANCE -> "maintenance";
            case VARIATION -> "variation";
        };
    }

    private static String words(IncidentRecord incident) {
        Long end = incident.endNanos();
        String from = incident.label() + ", from " + seconds(incident.startNanos());
        String lasted = end == null
                ? ", to the end of the run"
                : " to " + seconds(end) + " (" + seconds(end - incident.startNanos()) + ")";
        return from + lasted + "; " + incident.fault();
    }

    private void method(Html html, MethodSummary method, Disturbances disturbances) {
        long run = first(method).totals().simulatedNanos();
        List<Double> pace = disturbances.pace();
        double most = pace.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        html.raw("<div class=\"strip pace\"><span class=\"name\">")
                .raw(MethodName.markup(comparison, method))
                .raw("</span>");
        open(
                html,
                METHOD_HEIGHT,
                method.label() + ": pace of its steps over " + Quantities.duration(run / 1e9) + ", stands still for "
                        + Quantities.percent(stillShare(pace)) + " of it");
        html.raw("<rect class=\"extent\" x=\"0\" y=\"0\" width=\"" + Html.number(x(run)) + "\" height=\""
                + Html.number(METHOD_HEIGHT) + "\"/>");
        if (most > 0) {
            html.raw("<path class=\"" + MethodName.colour(comparison, method) + "\" d=\"" + area(pace, most, x(run))
                    + "\"/>");
        }
        html.raw("</svg></div>\n");
    }

    /** Share of a run's parts in which less than a twentieth of the usual pace was kept. */
    private static double stillShare(List<Double> pace) {
        double most = pace.stream().mapToDouble(Double::doubleValue).max().orElse(0);
        long still = pace.stream().filter(p -> p < most / 20).count();
        return pace.isEmpty() ? 0 : (double) still / pace.size();
    }

    private static String area(List<Double> pace, double most, double width) {
        StringBuilder path = new StringBuilder("M0 " + METHOD_HEIGHT);
        double before = Double.NaN;
        for (int i = 0; i < pace.size(); i++) {
            double y = METHOD_HEIGHT - (METHOD_HEIGHT - 3) * pace.get(i) / most;
            if (y != before) {
                path.append('H')
                        .append(Html.number(width * i / pace.size()))
                        .append('V')
                        .append(Html.number(y));
                before = y;
            }
        }
        return path.append('H')
                .append(Html.number(width))
                .append('V')
                .append(METHOD_HEIGHT)
                .append('Z')
                .toString();
    }

    /** Opens a strip with the axis' grid behind it. */
    private void open(Html html, double height, String label) {
        html.raw("<svg viewBox=\"0 0 1000 " + Html.number(height)
                        + "\" preserveAspectRatio=\"none\" role=\"img\" aria-label=\"")
                .text(label)
                .raw("\"><path class=\"grid\" d=\"");
        for (TimeAxis.Tick tick : TimeAxis.ticks(longest / 1e9, MOST_TICKS)) {
            html.raw("M" + Html.number(x(Math.round(tick.seconds() * 1e9))) + " 0V" + Html.number(height));
        }
        html.raw("\"/>");
    }

    private void axis(Html html) {
        html.raw("<div class=\"strip axis\" aria-hidden=\"true\"><span class=\"name\"></span><div>");
        for (TimeAxis.Tick tick : TimeAxis.ticks(longest / 1e9, MOST_TICKS)) {
            double percent = x(Math.round(tick.seconds() * 1e9)) / WIDTH * 100;
            String end = percent > 92 ? " class=\"end\"" : percent < 2 ? " class=\"start\"" : "";
            html.raw("<span" + end + " style=\"left:" + Html.number(percent) + "%\">")
                    .text(tick.label())
                    .raw("</span>");
        }
        html.raw("</div></div>\n");
    }

    private double x(long nanos) {
        return Math.min(WIDTH, (double) nanos / longest * WIDTH);
    }

    /** Returns a number of things, for instance {@code "1 incident"}. */
    static String count(long number, String noun) {
        return Quantities.count(number) + " " + noun + (number == 1 ? "" : "s");
    }

    private static String seconds(@Nullable Long nanos) {
        return nanos == null ? "–" : Quantities.duration(nanos / 1e9);
    }
}
