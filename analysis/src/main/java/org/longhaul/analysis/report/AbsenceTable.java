package org.longhaul.analysis.report;

import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.WorkerAbsence;
import org.longhaul.analysis.report.markup.HtmlTable;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.text.AbsenceWords;
import org.longhaul.analysis.text.Quantities;

/** What it cost each method that workers did not take part, by the parts of their absences. */
final class AbsenceTable {

    private AbsenceTable() {}

    /** Returns the table; nothing when no worker was away. */
    static String of(Comparison comparison) {
        HtmlTable table = new HtmlTable(
                "Absences of workers, first seed",
                "Method",
                "#Absences",
                "Causes",
                "#Not over",
                "#Local steps lost",
                "#Lost work",
                "#Detection",
                "#Replacement",
                "#State transfer",
                "#Sum");
        for (MethodSummary method : comparison.methods()) {
            MethodRecord first = method.seeds().get(0);
            if (!first.absences().isEmpty()) {
                row(table.row().method(comparison, method), first);
            }
        }
        return table.isEmpty()
                ? ""
                : table.html()
                        + "<p class=\"note\">Summed over workers; all of it lies within the times above. Lost work: from the"
                        + " beginning of the round to the loss. Detection: until others knew. Replacement: until the worker was"
                        + " back and taken up. State transfer: until it had the state and computed. Not over: still away when"
                        + " the run ended.</p>\n";
    }

    private static void row(HtmlTable table, MethodRecord method) {
        long open = method.absences().stream().filter(each -> !each.isOver()).count();
        table.figure(Quantities.count(method.absences().size())).cell(AbsenceWords.causes(method));
        table.figure(open == 0 ? "–" : Quantities.count(open)).figure(AbsenceWords.lostSteps(method));
        table.figure(AbsenceWords.duration(method, WorkerAbsence::lostWorkNanos));
        table.figure(AbsenceWords.duration(method, WorkerAbsence::detectionNanos));
        table.figure(AbsenceWords.duration(method, WorkerAbsence::replacementNanos));
        table.figure(AbsenceWords.duration(method, WorkerAbsence::stateTransferNanos));
        table.figure(AbsenceWords.duration(method, WorkerAbsence::totalNanos));
    }
}
