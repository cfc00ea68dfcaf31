/**
 * The report of a run: one HTML file that makes no network request.
 *
 * <p>Page, style and script are the resources {@code report.html}, {@code report.css} and {@code report.js} beside this package;
 * the classes here fill in tables and figures. Every text that comes from a run passes through {@link
 * org.longhaul.analysis.report.markup.Html#escape}.
 *
 * <p>What does not change from run to run is a template already ({@code report.html}); the rest is tables and drawings whose
 * cells are computed one by one. A template engine (jte, Mustache) would move the same loops and conditions into files that
 * neither the compiler's null checks nor the architecture tests see, or add a generator to the build; {@code Html} escapes by
 * type, as an engine would.
 */
@NullMarked
package org.longhaul.analysis.report;

import org.jspecify.annotations.NullMarked;
