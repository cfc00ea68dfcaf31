package org.longhaul.analysis.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.longhaul.analysis.record.Assumption;
import org.longhaul.analysis.record.MethodRecord;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.Provenance;
import org.longhaul.analysis.record.ReplayedRun;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.StallRecord;
import org.longhaul.analysis.report.markup.Badges;
import org.longhaul.analysis.report.markup.Html;
import org.longhaul.analysis.report.markup.HtmlTable;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.text.Outcomes;

/** The sections on how the run was made: assumptions, versions, settings, and what went wrong. */
final class ProvenanceSection {

    private ProvenanceSection() {}

    /** The assumptions, each with its mark. */
    static String assumptions(RunRecord run) {
        HtmlTable table = new HtmlTable("Assumptions of the model", "What", "Value", "Mark", "Explanation");
        for (Assumption assumption : run.provenance().assumptions()) {
            table.row().header(assumption.subject()).cell(assumption.value());
            table.markup("td", Badges.of(assumption.mark())).why(assumption.explanation());
        }
        return table.html();
    }

    /** Versions, hardware, seeds, hashes. */
    static String manifest(RunRecord run) {
        Provenance from = run.provenance();
        Html html = new Html();
        html.raw("<dl>\n");
        entry(html, "Run", run.runId());
        entry(html, "Scenario", run.name());
        entry(html, "Started", run.startedAt());
        entry(html, "Seeds", from.seeds().toString().replaceAll("[\\[\\]]", ""));
        entry(html, "Longhaul", from.longhaulVersion());
        entry(html, "Java", from.javaVersion());
        entry(html, "PyTorch", from.pytorchVersion() == null ? "not used" : from.pytorchVersion());
        entry(html, "System", from.operatingSystem());
        entry(html, "Hardware", from.hardware());
        entry(html, "Device", from.device() + ", threads: " + from.threads());
        entry(
                html,
                "Network",
                run.network().name() + ", model: " + run.network().fidelity());
        entry(html, "Scenario hash", from.scenarioSha256());
        entry(html, "Fingerprint", from.fingerprint() == null ? "not taken" : from.fingerprint());
        ReplayedRun replayed = from.replayedFrom();
        if (replayed != null) {
            entry(html, "Replayed from", replayed.runId() + ", fingerprint " + replayed.fingerprint());
        }
        return html.raw("</dl>\n").toString();
    }

    private static void entry(Html html, String name, String value) {
        html.element("dt", name).element("dd", value).raw("\n");
    }

    /** Every setting of every method. */
    static String settings(Comparison comparison) {
        HtmlTable table = new HtmlTable("Settings of the methods", "Method", "Id", "Setting", "Value");
        for (MethodSummary method : comparison.methods()) {
            for (Map.Entry<String, String> setting :
                    method.seeds().get(0).settings().entrySet()) {
                table.row().method(comparison, method).cell(method.id());
                table.cell(setting.getKey()).cell(setting.getValue());
            }
        }
        return table.html();
    }

    /** A notice for every method that did not end ordinarily or that a rule stopped; empty when all used their budgets up. */
    static String notices(Comparison comparison) {
        List<String> notices = new ArrayList<>();
        for (MethodSummary method : comparison.methods()) {
            Outcome outcome = method.outcome();
            String happened =
                    switch (outcome.kind()) {
                        case COMPLETED -> "";
                        case DIVERGED -> " diverged";
                        case INTERRUPTED -> " was interrupted";
                        case FAILED -> " failed";
                    };
            if (!happened.isEmpty()) {
                notices.add(method.label() + happened + reason(outcome) + ".");
            }
            for (MethodRecord seed : method.seeds()) {
                if (seed.outcome().kind() == Outcome.Kind.COMPLETED
                        && seed.outcome().message() != null) {
                    notices.add(Outcomes.completion(seed, method.seeds().size() > 1));
                }
            }
        }
        Html html = new Html();
        for (String notice : notices) {
            html.element("p class=\"notice\" role=\"note\"", notice).raw("\n");
        }
        return html + StallTable.of(comparison);
    }

    private static String reason(Outcome outcome) {
        StallRecord stall = outcome.stall();
        String reason = stall == null ? outcome.message() : stall.headline();
        return reason == null ? "" : ": " + reason;
    }
}
