package org.longhaul.analysis.report;

import org.longhaul.analysis.statistics.Comparison;
import org.longhaul.extension.Extension;

/**
 * Extension point: a section of the report, before that on provenance; found through {@link java.util.ServiceLoader}. Several
 * stand in the order of their ids. {@link Extension#description} is the note below its heading.
 *
 * <p>Thread-safety: safe for concurrent use.
 */
public interface ReportSection extends Extension<ReportSection.Settings> {
    /** No settings. */
    record Settings() {}

    @Override
    default Class<Settings> settingsType() {
        return Settings.class;
    }

    /** Its heading, plain text. */
    String heading();

    /**
     * What stands in it, as HTML; empty where the section shall be left out. The page's policy forbids scripts and whatever is
     * not in the page. Text from records is to be {@linkplain org.longhaul.analysis.report.markup.Html#escape escaped}.
     */
    String content(Comparison comparison);
}
