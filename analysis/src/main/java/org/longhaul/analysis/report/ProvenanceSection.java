package org.longhaul.analysis.report;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.longhaul.analysis.record.Assumption;
import org.longhaul.analysis.record.Outcome;
import org.longhaul.analysis.record.Provenance;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;

/** The sections on how the run was made: assumptions, versions, settings, and what went wrong. */
final class ProvenanceSection {

    private ProvenanceSection() {}

    /** The assumptions, each with its mark. */
    static String assumptions(RunRecord run) {
        Html html = new Html();
        html.table("Assumptions of the model", "What", "Value", "Mark", "Explanation");
        for (Assumption assumption : run.provenance().assumptions()) {
            html.raw("<tr>").element("th scope=\"row\"", assumption.subject()).cell(assumption.value());
            html.raw("<td>").raw(Badges.of(assumption.mark())).raw("</td>");
            html.element("td class=\"why\"", assumption.explanation()).raw("</tr>\n");
        }
        return html.endTable().toString();
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
        return html.raw("</dl>\n").toString();
    }

    private static void entry(Html html, String name, String value) {
        html.element("dt", name).element("dd", value).raw("\n");
    }

    /** Every setting of every method. */
    static String settings(Comparison comparison) {
        Html html = new Html();
        html.table("Settings of the methods", "Method", "Id", "Setting", "Value");
        for (MethodSummary method : comparison.methods()) {
            for (Map.Entry<String, String> setting :
                    method.seeds().get(0).settings().entrySet()) {
                html.raw("<tr>").raw(MethodName.rowHeader(comparison, method)).cell(method.id());
                html.cell(setting.getKey()).cell(setting.getValue()).raw("</tr>\n");
            }
        }
        return html.endTable().toString();
    }

    /** A notice for every method that did not end ordinarily; empty when all did. */
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
                notices.add(
                        method.label() + happened + (outcome.message() == null ? "" : ": " + outcome.message()) + ".");
            }
        }
        Html html = new Html();
        for (String notice : notices) {
            html.element("p class=\"notice\" role=\"note\"", notice).raw("\n");
        }
        return html.toString();
    }
}
