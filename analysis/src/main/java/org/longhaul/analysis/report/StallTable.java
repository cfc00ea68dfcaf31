package org.longhaul.analysis.report;

import java.util.List;
import org.longhaul.analysis.record.BlockageRecord;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.StallRecord;
import org.longhaul.analysis.report.markup.HtmlTable;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.text.Quantities;

/** What each method that could not go on waited for. */
final class StallTable {

    private StallTable() {}

    /** Returns the table; nothing when all went on to their ends. */
    static String of(Comparison comparison) {
        HtmlTable table = new HtmlTable(
                "What was stuck when a method was given up",
                "Method",
                "#Seed",
                "What",
                "Which",
                "#Step",
                "#Since",
                "Why");
        for (MethodSummary method : comparison.methods()) {
            for (MethodRecord seed : method.seeds()) {
                StallRecord stall = seed.outcome().stall();
                for (BlockageRecord blockage : stall == null ? List.<BlockageRecord>of() : stall.blockages()) {
                    row(table.row().method(comparison, method).figure(Long.toString(seed.seed())), blockage);
                }
            }
        }
        return table.isEmpty() ? "" : table.html();
    }

    private static void row(HtmlTable table, BlockageRecord blockage) {
        Long step = blockage.step();
        Long since = blockage.sinceNanos();
        table.cell(what(blockage.kind())).cell(blockage.subject().isEmpty() ? "–" : blockage.subject());
        table.figure(step == null ? "–" : Quantities.count(step));
        table.figure(since == null ? "–" : Quantities.duration(since / 1e9)).why(blockage.words());
    }

    private static String what(BlockageRecord.Kind kind) {
        return switch (kind) {
            case WAITING_WORKER -> "waiting worker";
            case CRASHED_WORKER -> "crashed worker";
            case EXCHANGE -> "exchange";
            case TRANSFER -> "transfer";
            case INCIDENT -> "incident";
            case NOTE -> "note";
        };
    }
}
