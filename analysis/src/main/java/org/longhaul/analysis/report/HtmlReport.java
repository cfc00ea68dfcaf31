package org.longhaul.analysis.report;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.Collectors;
import org.longhaul.analysis.record.Mark;
import org.longhaul.analysis.record.Marks;
import org.longhaul.analysis.record.RunRecord;
import org.longhaul.analysis.record.measure.MeasureInfo;
import org.longhaul.analysis.record.measure.Measures;
import org.longhaul.analysis.record.network.NetworkRecord;
import org.longhaul.analysis.report.markup.Badges;
import org.longhaul.analysis.report.markup.Html;
import org.longhaul.analysis.report.markup.MethodName;
import org.longhaul.analysis.report.markup.SvgSanitizer;
import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.statistics.Ranking;
import org.longhaul.analysis.statistics.Spread;
import org.longhaul.analysis.text.Headline;
import org.longhaul.analysis.text.MeasureWords;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.extension.Registry;

/**
 * Renders a run as one HTML file that works without a network.
 *
 * <p>Tables, bars and the drawing of the network are plain HTML and SVG; only the drawn curves need script, and stand in a table
 * too. A content security policy forbids every fetch and every script but the page's own. Thread-safe.
 */
public final class HtmlReport {

    private HtmlReport() {}

    /** Writes the report of a run. */
    public static void write(RunRecord run, Path file) {
        try {
            Files.writeString(file, render(run));
        } catch (IOException e) {
            throw new UncheckedIOException("Cannot write " + file + ": " + e.getMessage(), e);
        }
    }

    /** Returns the report of a run as HTML text. */
    public static String render(RunRecord run) {
        Comparison comparison = Comparison.of(run);
        String script = Page.resource("curve-data.js").strip() + "\n"
                + Page.resource("curves.js").strip() + "\n"
                + Page.resource("report.js").strip();
        Map<String, String> contents = new LinkedHashMap<>();
        contents.put("script-hashes", Page.integrity(script));
        contents.put("style", Page.resource("report.css").strip());
        contents.put("title", Html.escape(run.name()));
        contents.put("name", Html.escape(run.name()));
        contents.put(
                "headline",
                Html.escape(Headline.of(comparison)).replaceAll("(\\d) (?=(ns|µs|ms|s|min|h|d)\\b)", "$1\u00a0"));
        contents.put("description", Html.escape(run.description()));
        contents.put("setting", Html.escape(setting(run)));
        contents.put("notices", ProvenanceSection.notices(comparison));
        contents.put("key-figures", keyFigures(comparison));
        Measures measures = run.measures();
        String headline = measures.headline().label();
        contents.put(
                "curves-heading",
                Html.escape(MeasureWords.capital(headline) + " against projected time, "
                        + MeasureWords.plural(measures.item()) + " and charged bytes"));
        contents.put("measured", Html.escape(MeasureWords.capital(MeasureWords.plural(headline))));
        contents.put("measure-marks", Badges.of(run, List.of(Marks::measures)));
        contents.put("items", Html.escape(MeasureWords.plural(measures.item())));
        contents.put("curve-choice", CurveChoice.controls(measures));
        contents.put("range", Html.escape(measures.curves().size() > 1 ? "full" : "full " + headline));
        contents.put("time-marks", Badges.of(run, List.of(Marks::time)));
        contents.put("compute-marks", Badges.of(run, List.of(Marks::compute)));
        contents.put("bytes-marks", Badges.of(run, List.<Function<Marks, Mark>>of(Marks::bytes)));
        contents.put("memory-marks", Badges.of(run, List.of(Marks::memory)));
        contents.put("curves-label", Html.escape(curvesInWords(comparison)));
        contents.put("curve-table", CurveTable.of(comparison));
        contents.put(
                "results", ResultSections.of(comparison) + ClientSection.of(comparison) + ClaimSection.of(comparison));
        contents.put("targets", targets(comparison));
        contents.put("time", BarSections.time(comparison));
        contents.put("absences", AbsenceTable.of(comparison));
        contents.put("workers", BarSections.workers(comparison));
        contents.put("disturbances", DisturbanceSection.of(comparison));
        contents.put("bytes", BarSections.bytes(comparison));
        contents.put("topology", topology(run.network()));
        contents.put("link-methods", linkMethods(comparison));
        contents.put("links", BarSections.links(comparison));
        contents.put("exchanges", TableSections.exchanges(comparison));
        contents.put("memory", BarSections.memory(comparison));
        contents.put("departures", TableSections.departures(comparison));
        contents.put("further-sections", furtherSections(comparison));
        contents.put("assumptions", ProvenanceSection.assumptions(run));
        contents.put("manifest", ProvenanceSection.manifest(run));
        contents.put("settings", ProvenanceSection.settings(comparison));
        contents.put("data", ChartData.json(comparison));
        contents.put("script", script);
        return Page.fill(Page.resource("report.html"), contents);
    }

    /** Those of users. */
    private static String furtherSections(Comparison comparison) {
        Html html = new Html();
        for (ReportSection section : Registry.<ReportSection>load("report section", ReportSection.class)
                .all()) {
            String content = section.content(comparison);
            if (!content.isEmpty()) {
                html.raw("<section aria-labelledby=\"" + section.id() + "-heading\">\n");
                html.element("h2 id=\"" + section.id() + "-heading\"", section.heading());
                html.raw("\n").element("p class=\"note\"", section.description());
                html.raw("\n" + content + "\n</section>\n\n");
            }
        }
        return html.toString();
    }

    private static String setting(RunRecord run) {
        int workers = run.network().workerNodes().size();
        int seeds = run.provenance().seeds().size();
        String model = run.projectedModel() == null
                ? "the trained model itself is charged"
                : "charged as " + run.projectedModel() + " while a smaller model trains";
        return workers + (workers == 1 ? " worker" : " workers") + " on "
                + run.network().name() + " ("
                + run.network().fidelity() + " network model); " + model + "; " + seeds
                + (seeds == 1 ? " seed." : " seeds.");
    }

    private static String keyFigures(Comparison comparison) {
        Html html = new Html();
        MethodSummary baseline = comparison.baseline();
        MethodSummary fewest = null;
        for (MethodSummary method : comparison.methods()) {
            if (!MethodName.trained(method)) {
                continue;
            }
            if (method.fewerChargedBytes() != null
                    && !method.baseline()
                    && (fewest == null || method.chargedBytes() < fewest.chargedBytes())) {
                fewest = method;
            }
        }
        if (baseline != null && MethodName.trained(baseline)) {
            double share = baseline.time().share(baseline.time().exposedCommunication());
            tile(html, Quantities.percent(share), "of " + baseline.label() + "'s time is exposed communication");
            if (fewest != null && fewest.fewerChargedBytes() != null) {
                tile(
                        html,
                        Quantities.factor(fewest.fewerChargedBytes()),
                        "fewer charged bytes than " + baseline.label() + ": " + fewest.label());
            }
        }
        best(comparison, html);
        return html.toString();
    }

    /** The best value of the headline, with every method that the seeds do not tell from the one that has it. */
    private static void best(Comparison comparison, Html html) {
        Measures measures = comparison.run().measures();
        MeasureInfo measure = measures.headline();
        Ranking ranking = comparison.by(measure);
        if (ranking.places().isEmpty()) {
            return;
        }
        Ranking.Place best = ranking.places().get(0);
        StringBuilder meaning = new StringBuilder(MeasureWords.best(measure) + " final "
                + MeasureWords.taken(measures, measure) + ": " + best.method().label());
        if (ranking.places().size() > 1 && !ranking.isKnown()) {
            meaning.append(" (too few seeds to rank)");
        } else if (ranking.leaders().size() > 1) {
            meaning.append(" (within noise: ")
                    .append(ranking.leaders().stream()
                            .skip(1)
                            .map(place -> place.method().label())
                            .collect(Collectors.joining(", ")))
                    .append(')');
        }
        tile(html, MeasureWords.value(measure, best.value().mean()), meaning.toString());
    }

    private static void tile(Html html, String figure, String meaning) {
        html.raw("<div class=\"tile\">")
                .element("strong", figure)
                .element("span", meaning)
                .raw("</div>\n");
    }

    private static String curvesInWords(Comparison comparison) {
        Measures measures = comparison.run().measures();
        MeasureInfo measure = measures.headline();
        StringBuilder words = new StringBuilder(
                MeasureWords.capital(MeasureWords.taken(measures, measure)) + " against projected time.");
        for (MethodSummary method : comparison.methods()) {
            words.append(' ').append(method.label()).append(" ends at ");
            Spread last = method.headline().last();
            words.append(last == null ? "no " + measure.label() : MeasureWords.value(measure, last.mean()));
            words.append(" after ")
                    .append(Quantities.duration(method.simulatedSeconds().mean()));
            words.append(MethodName.trained(method) ? "." : " (" + MethodName.ending(method) + ").");
        }
        return words.toString();
    }

    private static String targets(Comparison comparison) {
        return comparison.run().targets().isEmpty()
                ? "<p class=\"none\">The scenario names no target "
                        + comparison.run().measures().headline().label() + ".</p>\n"
                : TableSections.targets(comparison);
    }

    private static String topology(NetworkRecord network) {
        String supplied = network.topologySvg() == null ? null : SvgSanitizer.sanitize(network.topologySvg());
        String drawing = supplied == null ? TopologySketch.draw(network) : supplied;
        return drawing.isEmpty() ? "<p class=\"none\">" + network.links().size() + " links, not drawn.</p>\n" : drawing;
    }

    private static String linkMethods(Comparison comparison) {
        Html html = new Html();
        for (int i = 0; i < comparison.methods().size(); i++) {
            html.element(
                    "option value=\"" + i + "\"", comparison.methods().get(i).label());
        }
        return html.toString();
    }
}
