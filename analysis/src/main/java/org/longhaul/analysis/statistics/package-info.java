/**
 * What is computed from the records of a run: means and spreads over seeds, paired differences and their tests, ranks, times to targets,
 * shares of time.
 *
 * <p>A package of its own so that table, report, store and claims show the same figure of the same thing. For whoever
 * shows a run. Imports records only.
 */
@NullMarked
package org.longhaul.analysis.statistics;

import org.jspecify.annotations.NullMarked;
