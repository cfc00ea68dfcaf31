/**
 * Figures for documents, drawn alike as SVG, PDF and PNG.
 *
 * <p>No chart library draws them (XChart was looked at): text is laid out by Helvetica's published widths, so that a figure looks
 * alike in its three forms and its SVG is the same bytes on every machine, whatever the fonts there; bands show the spread over seeds, curves are thinned to what a
 * column of points can show, and methods have the colours and dashes that they have in the report.
 */
@NullMarked
package org.longhaul.analysis.figure;

import org.jspecify.annotations.NullMarked;
