/**
 * Claims: statements about the figures of a run, or of models, that hold or do not.
 *
 * <p>One small language for scenarios, the catalogue of papers and tests: figures by name, four operations, a relation
 * and a tolerance. A figure that is missing makes a claim fail, never pass. For the scenario, its table and its report.
 * Imports records and statistics.
 */
@NullMarked
package org.longhaul.analysis.claim;

import org.jspecify.annotations.NullMarked;
