package org.longhaul.analysis.report;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.disturbance.Disturbances;
import org.longhaul.analysis.record.disturbance.FaultCost;
import org.longhaul.analysis.record.disturbance.IncidentRecord;
import org.longhaul.analysis.report.markup.Html;
import org.longhaul.analysis.report.markup.HtmlTable;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.text.Quantities;

/** The table of incidents: when, what, where, and how much sooner each method would have ended without it. */
final class IncidentTable {

    private static final int MOST_ROWS = 40;
    private static final int MOST_ELEMENTS = 3;

    private final List<MethodSummary> methods;
    private final List<Map<Key, IncidentRecord>> byMethod = new ArrayList<>();

    private IncidentTable(List<MethodSummary> methods) {
        this.methods = methods;
        for (MethodSummary method : methods) {
            Map<Key, IncidentRecord> incidents = new HashMap<>();
            for (IncidentRecord incident :
                    DisturbanceSection.disturbances(method).incidents()) {
                incidents.put(Key.of(incident), incident);
            }
            byMethod.add(incidents);
        }
    }

    /** One incident, the same for all methods of a seed. */
    private record Key(String fault, String label, long startNanos, List<String> elements) {
        static Key of(IncidentRecord incident) {
            return new Key(incident.fault(), incident.label(), incident.startNanos(), incident.elements());
        }
    }

    /** Returns the table and how its figures were computed. */
    static String of(Comparison comparison, List<MethodSummary> methods) {
        return new IncidentTable(methods).table(comparison);
    }

    private String table(Comparison comparison) {
        List<IncidentRecord> all = IncidentChart.incidents(comparison).stream()
                .filter(incident -> incident.kind() != IncidentRecord.Kind.VARIATION)
                .toList();
        List<IncidentRecord> shown = all.stream()
                .sorted(Comparator.comparingLong((IncidentRecord incident) -> -importance(incident)))
                .limit(MOST_ROWS)
                .sorted(Comparator.comparingLong(IncidentRecord::startNanos))
                .toList();
        List<String> columns = new ArrayList<>(List.of("#At", "#Lasted", "What", "Where", "Fault"));
        methods.forEach(method -> columns.add("#" + method.label()));
        HtmlTable table = new HtmlTable("Incidents, and how much later each method ended for it, first seed", columns);
        shown.forEach(incident -> row(table, incident));
        others().forEach((fault, costs) -> others(table, fault, costs));
        Html html = new Html();
        html.raw(table.html());
        if (shown.size() < all.size()) {
            html.element(
                    "p class=\"none\"",
                    "The " + MOST_ROWS + " incidents that cost most or lasted longest of " + all.size() + ".");
        }
        return html.raw(
                        "<p class=\"note\">Each figure is the difference between the run and the same run without that one"
                                + " incident, all others in place. Where incidents meet, or one spares a method another, these do not"
                                + " add up to the table above; a negative one means that the method was better off for it. The"
                                + " longest incidents were taken one by one, the rest of a fault together; – stands for an incident"
                                + " after the method's end.</p>\n")
                .toString();
    }

    private long importance(IncidentRecord incident) {
        Long end = incident.endNanos();
        long importance = end == null ? Long.MAX_VALUE / 2 : end - incident.startNanos();
        for (Map<Key, IncidentRecord> incidents : byMethod) {
            IncidentRecord same = incidents.get(Key.of(incident));
            if (same != null && same.costNanos() != null) {
                importance = Math.max(importance, Math.abs(same.costNanos()));
            }
        }
        return importance;
    }

    private void row(HtmlTable table, IncidentRecord incident) {
        Long end = incident.endNanos();
        table.row().figure(Quantities.duration(incident.startNanos() / 1e9));
        table.figure(end == null ? "to the end" : Quantities.duration((end - incident.startNanos()) / 1e9));
        table.cell(incident.label()).cell(where(incident.elements())).cell(incident.fault());
        for (Map<Key, IncidentRecord> incidents : byMethod) {
            IncidentRecord same = incidents.get(Key.of(incident));
            table.figure(
                    same == null
                            ? "–"
                            : same.costNanos() == null ? "with others" : DisturbanceSection.signed(same.costNanos()));
        }
    }

    private static String where(List<String> elements) {
        return elements.size() <= MOST_ELEMENTS
                ? String.join(", ", elements)
                : String.join(", ", elements.subList(0, MOST_ELEMENTS - 1)) + " and "
                        + (elements.size() - MOST_ELEMENTS + 1) + " more";
    }

    /** By fault, what its incidents that were not taken one by one cost each method. */
    private Map<String, List<@Nullable FaultCost>> others() {
        Set<String> names = new HashSet<>();
        Map<String, List<@Nullable FaultCost>> others = new LinkedHashMap<>();
        for (MethodSummary method : methods) {
            Disturbances disturbances = DisturbanceSection.disturbances(method);
            for (FaultCost fault : disturbances.faults()) {
                if (fault.othersIncidents() > 0 && names.add(fault.fault())) {
                    List<@Nullable FaultCost> costs = new ArrayList<>();
                    methods.forEach(other -> costs.add(find(DisturbanceSection.disturbances(other), fault.fault())));
                    others.put(fault.fault(), costs);
                }
            }
        }
        return others;
    }

    private static @Nullable FaultCost find(Disturbances disturbances, String name) {
        for (FaultCost fault : disturbances.faults()) {
            if (fault.fault().equals(name)) {
                return fault;
            }
        }
        return null;
    }

    private static void others(HtmlTable table, String fault, List<@Nullable FaultCost> costs) {
        table.row().figure("").figure("").cell("the others together").cell("").cell(fault);
        for (FaultCost cost : costs) {
            if (cost == null || cost.othersIncidents() == 0) {
                table.figure("–");
            } else {
                table.figure(
                        DisturbanceSection.signed(cost.othersCostNanos()),
                        IncidentChart.count(cost.othersIncidents(), "incident"));
            }
        }
    }
}
