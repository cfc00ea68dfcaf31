package org.longhaul.analysis.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.function.ToDoubleFunction;
import org.longhaul.analysis.record.MemoryUse;
import org.longhaul.analysis.record.WorkerTime;
import org.longhaul.analysis.report.markup.Html;
import org.longhaul.analysis.report.markup.HtmlTable;
import org.longhaul.analysis.report.markup.MethodName;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.statistics.TimeShares;
import org.longhaul.analysis.text.Quantities;

/** The sections that are bars: where the time went, bytes per method, bytes per link, memory. */
final class BarSections {

    private static final int MOST_LINKS = 24;
    private static final int MOST_WORKERS_APART = 64;

    private BarSections() {}

    /** One part of a stacked bar. */
    private record Part(String style, String name, double value) {}

    private static void bar(Html html, List<Part> parts, double longest, String label) {
        double total = parts.stream().mapToDouble(Part::value).sum();
        html.raw("<div class=\"bar\" role=\"img\" aria-label=\"").text(label).raw("\">");
        for (Part part : parts) {
            if (part.value() > 0) {
                html.raw("<span class=\"" + part.style() + "\" style=\"--abs:"
                                + Html.number(100 * part.value() / longest) + "%;--rel:"
                                + Html.number(100 * part.value() / total) + "%\" title=\"")
                        .text(part.name())
                        .raw("\"></span>");
            }
        }
        html.raw("</div>");
    }

    /** Opens a row of bars with the method's name. */
    private static void name(Html html, Comparison comparison, MethodSummary method) {
        html.raw("<div class=\"row\"><span class=\"name\">")
                .raw(MethodName.markup(comparison, method))
                .raw("</span>");
    }

    private static String words(List<Part> parts) {
        return String.join(
                ", ",
                parts.stream().filter(part -> part.value() > 0).map(Part::name).toList());
    }

    /** Stacked bars of compute, exposed communication, waiting, idle. */
    static String time(Comparison comparison) {
        double longest = longest(comparison, method -> method.time().total());
        Html html = new Html();
        html.raw("<div class=\"bars\">\n");
        for (MethodSummary method : comparison.methods()) {
            TimeShares time = method.time();
            List<Part> parts = List.of(
                    part("compute", "compute", time.compute(), time),
                    part("exposed", "exposed communication", time.exposedCommunication(), time),
                    part("waiting", "waiting", time.waiting(), time),
                    part("idle", "idle", time.idle(), time));
            String words = time.total() > 0 ? words(parts) : "where the time went is not known";
            name(html, comparison, method);
            bar(html, parts, longest, method.label() + ": " + words);
            html.element("span class=\"value\"", time.total() > 0 ? Quantities.duration(time.total()) : "–");
            html.element("small aria-hidden=\"true\"", words).raw("</div>\n");
        }
        return html.raw("</div>\n").toString();
    }

    private static Part part(String style, String name, double seconds, TimeShares time) {
        return new Part(
                style,
                name + " " + Quantities.duration(seconds) + " (" + Quantities.percent(time.share(seconds)) + ")",
                seconds);
    }

    /** The same per worker, as a table; of very many workers those of one site and equal times share a row. */
    static String workers(Comparison comparison) {
        boolean gathered = comparison.methods().stream()
                .anyMatch(method -> method.seeds().get(0).workers().size() > MOST_WORKERS_APART);
        HtmlTable table = new HtmlTable(
                "Time per worker, first seed" + (gathered ? "; workers with equal times in one row" : ""),
                "Method",
                gathered ? "Workers" : "Worker",
                "Site",
                "#Compute",
                "#Exposed communication",
                "#Waiting",
                "#Idle",
                "#Sum");
        for (MethodSummary method : comparison.methods()) {
            List<WorkerTime> workers = method.seeds().get(0).workers();
            if (workers.size() > MOST_WORKERS_APART) {
                WorkerRows.of(workers).forEach(row -> row(table, comparison, method, row.workers(), row.each()));
            } else {
                workers.forEach(each -> row(table, comparison, method, Integer.toString(each.worker()), each));
            }
        }
        return table.html();
    }

    private static void row(
            HtmlTable table, Comparison comparison, MethodSummary method, String workers, WorkerTime each) {
        table.row().method(comparison, method).cell(workers);
        table.cell(each.site() == null ? "–" : each.site());
        table.figure(nanos(each.computeNanos())).figure(nanos(each.exposedCommunicationNanos()));
        table.figure(nanos(each.waitingNanos())).figure(nanos(each.idleNanos()), lost(each));
        table.figure(nanos(each.totalNanos()));
    }

    private static String lost(WorkerTime each) {
        return each.lostNanos() == 0 ? "" : nanos(each.lostNanos()) + " lost to crashes";
    }

    private static String nanos(long nanos) {
        return Quantities.duration(nanos / 1e9);
    }

    /** Bars of the bytes charged to one worker. */
    static String bytes(Comparison comparison) {
        double most = longest(comparison, MethodSummary::chargedBytes);
        Html html = new Html();
        html.raw("<div class=\"bars\">\n");
        for (MethodSummary method : comparison.methods()) {
            String amount = Quantities.bytes(method.chargedBytes());
            name(html, comparison, method);
            bar(
                    html,
                    List.of(new Part(MethodName.colour(comparison, method), amount, method.chargedBytes())),
                    most,
                    method.label() + ": " + amount);
            String units = Quantities.plain(method.units()) + " models";
            boolean compared = ResultSections.isBaselineTrained(comparison) && MethodName.trained(method);
            String fewer = method.fewerChargedBytes() == null || method.baseline() || !compared
                    ? ""
                    : ", " + Quantities.factor(method.fewerChargedBytes()) + " less";
            html.element("span class=\"value\"", amount)
                    .element(
                            "small",
                            units + fewer + "; " + Quantities.bytes(method.linkBytes()) + " on its host's links")
                    .raw("</div>\n");
        }
        return html.raw("</div>\n").raw(volumes(comparison)).toString();
    }

    /** The three ways to count, side by side. */
    private static String volumes(Comparison comparison) {
        HtmlTable table = new HtmlTable(
                "Bytes of one worker's exchanges, counted three ways",
                "Method",
                "#Trained tensors",
                "#Charged model",
                "#On its host's links");
        for (MethodSummary method : comparison.methods()) {
            table.row().method(comparison, method);
            table.figure(Quantities.bytes(method.vectorBytes())).figure(Quantities.bytes(method.chargedBytes()));
            table.figure(Quantities.bytes(method.linkBytes()));
        }
        return table.isEmpty() ? "" : table.html();
    }

    /** Bytes and mean use per direction of the busiest links. */
    static String links(Comparison comparison) {
        List<LinkUse.Arc> arcs = LinkUse.arcs(comparison);
        if (arcs.isEmpty()) {
            return "<p class=\"none\">No link carried anything.</p>\n";
        }
        List<Map<LinkUse.Arc, LinkUse>> uses = comparison.methods().stream()
                .map(method -> LinkUse.of(comparison, method))
                .toList();
        List<String> columns = new ArrayList<>(List.of("Link, direction"));
        comparison.methods().forEach(method -> columns.add("#" + method.label()));
        boolean all = arcs.size() <= MOST_LINKS;
        HtmlTable table = new HtmlTable(
                "Bytes on the wire per link and direction, and share of its capacity over the run", columns);
        for (LinkUse.Arc arc : all ? arcs : arcs.subList(0, MOST_LINKS)) {
            table.row().header(arc.link() + ": " + arc.from() + " → " + arc.to());
            for (Map<LinkUse.Arc, LinkUse> use : uses) {
                LinkUse found = use.getOrDefault(arc, new LinkUse(0, 0));
                table.markup(
                        "td class=\"n heat\" style=\"--heat:" + Html.number(Math.min(1, found.use())) + "\"",
                        Html.escape(Quantities.bytes(found.wireBytes())) + "<small>"
                                + Html.escape(Quantities.percent(found.use())) + "</small>");
            }
        }
        Html html = new Html();
        html.raw(table.html());
        if (!all) {
            html.element("p class=\"none\"", "The " + MOST_LINKS + " busiest of " + arcs.size() + " directions.");
        }
        return html.toString();
    }

    /** Memory per worker, as trained and as projected. */
    static String memory(Comparison comparison) {
        double most = 1;
        for (MethodSummary method : comparison.methods()) {
            var memory = method.seeds().get(0).memory();
            if (memory != null && memory.projected() != null) {
                most = Math.max(most, (double) memory.projected().totalBytes());
            } else if (memory != null) {
                most = Math.max(most, (double) memory.trained().totalBytes());
            }
        }
        Html html = new Html();
        html.raw("<div class=\"bars\">\n");
        for (MethodSummary method : comparison.methods()) {
            var memory = method.seeds().get(0).memory();
            if (memory == null) {
                continue;
            }
            MemoryUse shown = memory.projected() == null ? memory.trained() : memory.projected();
            List<Part> parts = List.of(
                    size("parameters", "parameters", shown.parameters()),
                    size("gradients", "gradients", shown.gradients()),
                    size("optimizer", "optimizer state", shown.optimizer()),
                    size("method", "method state", shown.method()));
            name(html, comparison, method);
            String words = words(parts);
            bar(html, parts, most, method.label() + ": " + words);
            html.element("span class=\"value\"", Quantities.bytes(shown.totalBytes()));
            html.element(
                    "small",
                    memory.projected() == null
                            ? words
                            : words + "; as trained here: "
                                    + Quantities.bytes(memory.trained().totalBytes()));
            html.raw("</div>\n");
        }
        return html.raw("</div>\n").toString();
    }

    private static Part size(String style, String name, long bytes) {
        return new Part(style, name + " " + Quantities.bytes(bytes), bytes);
    }

    private static double longest(Comparison comparison, ToDoubleFunction<MethodSummary> figure) {
        double longest = comparison.methods().stream().mapToDouble(figure).max().orElse(0);
        return longest > 0 ? longest : 1;
    }
}
