package org.longhaul.scenario.inference;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.longhaul.analysis.report.markup.Html;
import org.longhaul.analysis.report.markup.HtmlTable;
import org.longhaul.analysis.text.Quantities;

/** The result as a page of its own, which needs nothing beside it. */
final class InferencePage {
    private static final String STYLE = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;"
            + "padding:0 1rem;color:#222;background:#fff}table{border-collapse:collapse;font-size:14px;margin:1rem 0}"
            + "th,td{padding:.25rem .6rem;border-bottom:1px solid #ddd;text-align:left;white-space:nowrap}"
            + ".n{text-align:right}caption{text-align:left;color:#555}.scroll{overflow-x:auto}svg{max-width:100%;height:auto}"
            + "li{margin:.2rem 0}footer{color:#666;font-size:13px}";

    private final InferenceRecord record;

    InferencePage(InferenceRecord record) {
        this.record = record;
    }

    /** The page, with pictures in SVG of this program. */
    String html(List<String> pictures) {
        Html html = new Html();
        html.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\"><meta name=\"viewport\""
                + " content=\"width=device-width, initial-scale=1\"><title>");
        html.text(record.name()).raw("</title><style>" + STYLE + "</style></head><body>\n");
        html.element("h1", record.name());
        String description = record.description();
        if (description != null) {
            html.element("p", description);
        }
        InferenceTable table = new InferenceTable(record);
        html.raw(table(table));
        pictures.forEach(picture -> html.raw("<figure>").raw(picture).raw("</figure>\n"));
        html.raw("<h2>How to read it</h2><ul>");
        table.notes().forEach(note -> html.element("li", note));
        html.element(
                "li",
                "waiting, computing and network are parts of the mean time: those of the way from arrival to answer, one thing"
                        + " after the other. What went on beside and was not waited for is in messages and bytes only.");
        html.raw("</ul>\n");
        html.raw("<h2>Messages</h2>").raw(contents());
        html.element(
                "footer",
                "longhaul " + record.program() + ", network model " + record.fidelity() + ", seeds " + record.seeds()
                        + ", scenario " + record.scenarioSha256().substring(0, 12));
        return html.raw("</body></html>\n").toString();
    }

    private static String table(InferenceTable table) {
        List<String> columns = new ArrayList<>();
        for (String heading : table.headings()) {
            columns.add(columns.isEmpty() ? heading : "#" + heading);
        }
        HtmlTable html = new HtmlTable("Means over seeds, ± half the 95 % interval", columns);
        for (List<String> row : table.rows()) {
            html.row().header(row.get(0));
            row.stream().skip(1).forEach(html::figure);
        }
        return html.html();
    }

    /** Messages by content. */
    private String contents() {
        HtmlTable html = new HtmlTable(
                "Messages by content, means over seeds", "service", "content", "#messages", "#mean size", "#lost");
        for (String label : record.labels()) {
            List<UnitResult> units = record.of(label);
            Map<String, UnitResult.Sent> sums = new TreeMap<>();
            for (UnitResult unit : units) {
                unit.contents()
                        .forEach((content, sent) -> sums.merge(
                                content,
                                sent,
                                (a, b) -> new UnitResult.Sent(
                                        a.messages() + b.messages(), a.bytes() + b.bytes(), a.lost() + b.lost())));
            }
            sums.forEach((content, sent) -> html.row()
                    .header(label)
                    .cell(content)
                    .figure(Quantities.count((double) sent.messages() / units.size()))
                    .figure(Quantities.bytes((double) sent.bytes() / Math.max(1, sent.messages())))
                    .figure(Quantities.count((double) sent.lost() / units.size())));
        }
        return html.html();
    }
}
