/**
 * What a run comes to in words and in tables of a terminal: figures with units, results, disturbances, the headline.
 *
 * <p>A package of its own so that the same figure is written alike in tables, report and store. For whoever shows a run.
 * Imports records, statistics and claims.
 */
@NullMarked
package org.longhaul.analysis.text;

import org.jspecify.annotations.NullMarked;
