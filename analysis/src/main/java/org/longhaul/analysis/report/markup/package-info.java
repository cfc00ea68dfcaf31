/**
 * What the sections of a report are written with: escaped text, tables, names and colours of methods, marks of provenance,
 * drawings from elsewhere made harmless.
 *
 * <p>A package of its own because every section uses it and it uses none of them. Every text that comes from a run passes
 * through {@link org.longhaul.analysis.report.markup.Html#escape}. For the report's sections, and for figures, which share the
 * methods' colours. Imports records, statistics and words.
 */
@NullMarked
package org.longhaul.analysis.report.markup;

import org.jspecify.annotations.NullMarked;
