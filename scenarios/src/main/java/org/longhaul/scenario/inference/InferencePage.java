package org.longhaul.scenario.inference;

import java.util.List;
import java.util.Map;
import org.longhaul.analysis.report.markup.Html;
import org.longhaul.analysis.text.Quantities;

/** The result as a page of its own, which needs nothing beside it. */
final class InferencePage {
    private static final String STYLE = "body{font:16px/1.5 system-ui,sans-serif;margin:2rem auto;max-width:72rem;"
            + "padding:0 1rem;color:#222;background:#fff}table{border-collapse:collapse;font-size:14px;margin:1rem 0}"
            + "th,td{padding:.25rem .6rem;border-bottom:1px solid #ddd;text-align:right;white-space:nowrap}"
            + "th:first-child,td:first-child{text-align:left}.scroll{overflow-x:auto}svg{max-width:100%;height:auto}"
            + "li{margin:.2rem 0}footer{color:#666;font-size:13px}";

    private final InferenceRecord record;

    InferencePage(InferenceRecord record) {
        this.record = record;
    }

    /** The page. @param picture SVG of this program */
    String html(String picture) {
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
        table(html, table.table().in(org.longhaul.analysis.text.TextTable.Form.CSV));
        html.raw("<figure>").raw(picture).raw("</figure>\n<h2>How to read it</h2><ul>");
        table.notes().forEach(note -> html.element("li", note));
        html.element(
                "li",
                "waiting, computing and network are parts of the mean time: those of the way from arrival to answer, one thing"
                        + " after the other. What went on beside and was not waited for is in messages and bytes only.");
        html.raw("</ul>\n");
        contents(html);
        html.element(
                "footer",
                "longhaul " + record.program() + ", network model " + record.fidelity() + ", seeds " + record.seeds()
                        + ", scenario " + record.scenarioSha256().substring(0, 12));
        return html.raw("</body></html>\n").toString();
    }

    private static void table(Html html, String csv) {
        html.raw("<div class=\"scroll\"><table>");
        boolean isHeading = true;
        for (String line : csv.split("\n", -1)) {
            if (!line.isEmpty()) {
                html.raw("<tr>");
                for (String cell : fields(line)) {
                    html.element(isHeading ? "th scope=\"col\"" : "td", cell);
                }
                html.raw("</tr>\n");
                isHeading = false;
            }
        }
        html.raw("</table></div>\n");
    }

    /** Fields of a line of CSV. */
    private static List<String> fields(String line) {
        List<String> fields = new java.util.ArrayList<>();
        StringBuilder field = new StringBuilder();
        boolean quoted = false;
        for (int i = 0; i < line.length(); i++) {
            char c = line.charAt(i);
            if (c == '"') {
                if (quoted && i + 1 < line.length() && line.charAt(i + 1) == '"') {
                    field.append('"');
                    i++;
                } else {
                    quoted = !quoted;
                }
            } else if (c == ',' && !quoted) {
                fields.add(field.toString());
                field.setLength(0);
            } else {
                field.append(c);
            }
        }
        fields.add(field.toString());
        return fields;
    }

    private void contents(Html html) {
        html.raw("<h2>Messages</h2><div class=\"scroll\"><table><tr>");
        for (String column : List.of("service", "content", "messages a seed", "mean size", "lost")) {
            html.element("th scope=\"col\"", column);
        }
        html.raw("</tr>\n");
        for (String label : record.labels()) {
            List<UnitResult> units = record.of(label);
            Map<String, UnitResult.Sent> sums = new java.util.TreeMap<>();
            for (UnitResult unit : units) {
                unit.contents()
                        .forEach((content, sent) -> sums.merge(
                                content,
                                sent,
                                (a, b) -> new UnitResult.Sent(
                                        a.messages() + b.messages(), a.bytes() + b.bytes(), a.lost() + b.lost())));
            }
            sums.forEach((content, sent) -> {
                html.raw("<tr>").element("td", label).element("td", content);
                html.element("td", Quantities.count((double) sent.messages() / units.size()));
                html.element("td", Quantities.bytes((double) sent.bytes() / Math.max(1, sent.messages())));
                html.element("td", Quantities.count(sent.lost())).raw("</tr>\n");
            });
        }
        html.raw("</table></div>\n");
    }
}
