package org.longhaul.wire.compare;

import java.io.IOException;
import java.nio.file.Path;
import org.longhaul.analysis.report.markup.Html;
import org.longhaul.analysis.report.markup.HtmlTable;
import org.longhaul.extension.AtomicFiles;
import org.longhaul.scenario.PercentTolerance;

/** A comparison as a page of its own, which needs nothing besides. */
public final class ComparisonPage {
    private static final String STYLE = "body{font:16px/1.5 system-ui,sans-serif;max-width:60rem;margin:2rem auto;"
            + "padding:0 1rem;color:#1a1a1a;background:#fff}table{border-collapse:collapse;width:100%}"
            + "th,td{padding:.25rem .6rem;border-bottom:1px solid #ccc;text-align:left;font-weight:normal}"
            + "thead th,caption{font-weight:600;text-align:left}.n{text-align:right;font-variant-numeric:tabular-nums}"
            + ".scroll{overflow-x:auto}@media(prefers-color-scheme:dark){body{color:#eee;background:#161616}"
            + "th,td{border-color:#444}}";

    private ComparisonPage() {}

    /** Writes it. */
    public static void write(WireComparison comparison, PercentTolerance tolerance, Path file) throws IOException {
        AtomicFiles.write(file, html(comparison, tolerance));
    }

    static String html(WireComparison comparison, PercentTolerance tolerance) {
        ComparisonTable words = new ComparisonTable(comparison);
        Html page = new Html();
        page.raw("<!doctype html>\n<html lang=\"en\"><head><meta charset=\"utf-8\">"
                        + "<meta name=\"viewport\" content=\"width=device-width\"><title>")
                .text("Measured and projected: " + comparison.run())
                .raw("</title><style>" + STYLE + "</style></head>\n<body>")
                .element("h1", "Measured and projected: " + comparison.run())
                .element("p", words.verdict(tolerance));
        page.raw("<section>")
                .element("h2", "Method by method")
                .raw(table(comparison))
                .raw("</section>\n<section>");
        page.element("h2", "What explains the errors").raw("<ul>");
        for (String line : words.explanations()) {
            page.element("li", line.strip());
        }
        return page.raw("</ul></section></body></html>\n").toString();
    }

    private static String table(WireComparison comparison) {
        HtmlTable table = new HtmlTable(
                "Measured and projected", "method", "seed", "figure", "#measured", "#projected", "#error");
        for (MethodComparison method : comparison.methods()) {
            for (ComparedFigure figure : method.figures()) {
                table.row()
                        .header(method.method())
                        .cell(Long.toString(method.seed()))
                        .cell(figure.name())
                        .figure(ComparisonTable.duration(figure.measured()))
                        .figure(ComparisonTable.duration(figure.projected()))
                        .figure(ComparisonTable.percent(figure.error()));
            }
            ExchangeMembers who = method.participation();
            table.row()
                    .header(method.method())
                    .cell(Long.toString(method.seed()))
                    .cell(ComparisonTable.WHO)
                    .figure(who.measured())
                    .figure(who.projected())
                    .figure(ComparisonTable.equality(who));
        }
        return table.html();
    }
}
