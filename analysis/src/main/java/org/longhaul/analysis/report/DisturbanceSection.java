package org.longhaul.analysis.report;

import java.util.ArrayList;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.disturbance.Disturbances;
import org.longhaul.analysis.record.disturbance.FaultCost;
import org.longhaul.analysis.record.disturbance.FlowRecord;
import org.longhaul.analysis.record.disturbance.JobRecord;
import org.longhaul.analysis.report.markup.Html;
import org.longhaul.analysis.report.markup.HtmlTable;
import org.longhaul.analysis.report.markup.MethodName;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.text.Quantities;

/** The section on faults, other jobs and background traffic: what happened when, and what it cost each method. */
final class DisturbanceSection {

    private DisturbanceSection() {}

    /** Returns the section; nothing when the scenario has no disturbances. */
    static String of(Comparison comparison) {
        List<MethodSummary> disturbed = disturbed(comparison);
        if (disturbed.isEmpty()) {
            return "";
        }
        boolean faults = disturbed.stream()
                .anyMatch(method -> !disturbances(method).faults().isEmpty());
        String heading = faults ? "Incidents" : "Other jobs and background traffic";
        Html html = new Html();
        html.raw("<section aria-labelledby=\"incidents-heading\">\n")
                .element("h2 id=\"incidents-heading\"", heading)
                .raw("\n");
        if (faults) {
            html.raw("<p class=\"note\">What failed, was worked on or varied over simulated time <span class=\"mark"
                    + " simulated\">simulated</span>, and the pace of each method's steps on the same axis: where it falls"
                    + " to nothing the method stood still, where it ends the method was done. First seed; the same seed"
                    + " lets every method meet the same incidents.</p>\n");
            html.raw(
                    "<ul class=\"categories\"><li><i class=\"failure\"></i>failure</li><li><i class=\"maintenance\"></i>"
                            + "maintenance</li><li><i class=\"variation\"></i>variation (the higher, the less remains)</li></ul>\n");
            html.raw(IncidentChart.draw(comparison));
        }
        html.raw(costs(comparison, disturbed));
        if (faults) {
            html.raw(IncidentTable.of(comparison, disturbed)).raw(RetryTable.of(comparison, disturbed));
        }
        html.raw(jobs(comparison, disturbed)).raw(flows(comparison, disturbed));
        return html.raw("</section>\n").toString();
    }

    private static List<MethodSummary> disturbed(Comparison comparison) {
        return comparison.methods().stream()
                .filter(method -> first(method).disturbances() != null)
                .toList();
    }

    static MethodRecord first(MethodSummary method) {
        return method.seeds().get(0);
    }

    static Disturbances disturbances(MethodSummary method) {
        Disturbances found = first(method).disturbances();
        return found == null
                ? new Disturbances(List.of(), List.of(), 0, List.of(), List.of(), List.of(), null, null, List.of())
                : found;
    }

    /** From the undisturbed duration to the projected one, a column for each cause. */
    private static String costs(Comparison comparison, List<MethodSummary> disturbed) {
        boolean others = disturbed.stream()
                .anyMatch(method -> !disturbances(method).jobs().isEmpty()
                        || !disturbances(method).flows().isEmpty());
        Set<String> faults = new LinkedHashSet<>();
        disturbed.forEach(method -> disturbances(method).faults().forEach(fault -> faults.add(fault.fault())));
        List<String> columns = new ArrayList<>(List.of("Method", "#Undisturbed"));
        if (others) {
            columns.add("#Others on the network");
        }
        faults.forEach(fault -> columns.add("#" + fault));
        columns.add("#Projected");
        HtmlTable table = new HtmlTable("What each cause added to the duration, first seed", columns);
        for (MethodSummary method : disturbed) {
            Disturbances disturbances = disturbances(method);
            table.row().method(comparison, method).figure(duration(disturbances.calmNanos()));
            if (others) {
                table.figure(signed(disturbances.contentionNanos()));
            }
            for (String name : faults) {
                disturbances.faults().stream()
                        .filter(fault -> fault.fault().equals(name))
                        .findFirst()
                        .ifPresentOrElse(fault -> fault(table, fault), () -> table.figure("–"));
            }
            table.figure(Quantities.duration(first(method).totals().simulatedNanos() / 1e9));
        }
        return table.html()
                + "<p class=\"note\">The method's recorded steps, simulated again: first alone and without any fault"
                + (others ? ", then with the other jobs and flows" : "")
                + (faults.isEmpty() ? "" : ", then with one fault of the scenario after the other in its order")
                + ". A column is what its cause added to the run before it, so that a row adds up exactly; how"
                + " much of it falls to which cause depends on that order where causes meet.</p>\n";
    }

    private static void fault(HtmlTable table, FaultCost fault) {
        table.figure(
                signed(fault.costNanos()),
                fault.incidents() == 0
                        ? "no incident"
                        : IncidentChart.count(fault.incidents(), "incident") + ", "
                                + Quantities.duration(fault.affectedNanos() / 1e9));
    }

    private static String jobs(Comparison comparison, List<MethodSummary> disturbed) {
        HtmlTable table = new HtmlTable(
                "Other jobs on the network, first seed",
                "Job",
                "What it does",
                "Beside",
                "#Steps",
                "#Time of a step",
                "#Alone",
                "#Slower",
                "How it ended");
        for (MethodSummary method : disturbed) {
            for (JobRecord job : disturbances(method).jobs()) {
                Double slowdown = job.slowdown();
                String ended = job.ended();
                table.row().header(job.name()).cell(job.source(), String.join(", ", job.hosts()));
                table.markup("td", MethodName.markup(comparison, method));
                table.figure(Quantities.count(job.steps())).figure(duration(job.meanStepNanos()));
                table.figure(duration(job.aloneStepNanos()));
                table.figure(slowdown == null ? "–" : Quantities.factor(slowdown));
                table.why(ended == null ? "was still at work" : ended);
            }
        }
        return table.isEmpty() ? "" : table.html();
    }

    private static String flows(Comparison comparison, List<MethodSummary> disturbed) {
        HtmlTable table =
                new HtmlTable("Background traffic, first seed", "Flow", "From, to", "Beside", "#Carried", "#Mean rate");
        for (MethodSummary method : disturbed) {
            for (FlowRecord flow : disturbances(method).flows()) {
                table.row().header(flow.name()).cell(flow.from() + " → " + flow.to());
                table.markup("td", MethodName.markup(comparison, method));
                table.figure(Quantities.bytes(flow.bytes())).figure(Quantities.bitRate(flow.meanBitsPerSecond()));
            }
        }
        return table.isEmpty() ? "" : table.html();
    }

    static String duration(@Nullable Number nanos) {
        return nanos == null ? "–" : Quantities.duration(nanos.doubleValue() / 1e9);
    }

    /** Returns what something added, with its sign. */
    static String signed(@Nullable Long nanos) {
        if (nanos == null) {
            return "–";
        }
        return (nanos > 0 ? "+" : "") + Quantities.duration(nanos / 1e9);
    }
}
