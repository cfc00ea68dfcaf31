/**
 * The report of a run: one HTML file that makes no network request.
 *
 * <p>Page, style and script are the resources {@code report.html}, {@code report.css} and {@code report.js} beside this package;
 * the classes here fill in tables and figures. Every text that comes from a run passes through {@link
 * org.longhaul.analysis.report.markup.Html#escape}.
 */
@NullMarked
package org.longhaul.analysis.report;

import org.jspecify.annotations.NullMarked;
