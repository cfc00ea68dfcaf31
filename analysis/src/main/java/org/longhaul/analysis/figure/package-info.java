/**
 * Figures as files: curves of measures, maps, lines and frontiers of points, windows of connections, errors of a model, as
 * SVG, PNG or PDF.
 *
 * <p>Drawn by hand on one small canvas so that the three formats hold the same lines, and that a figure has the colours
 * of the report. For commands. Imports records, statistics, words and the styles of {@code analysis.report.markup}.
 */
@NullMarked
package org.longhaul.analysis.figure;

import org.jspecify.annotations.NullMarked;
