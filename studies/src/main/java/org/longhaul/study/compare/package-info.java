/**
 * Results beside each other: two runs, two folders of runs or two tables of points, what changed between them and what that
 * means for a gate; the methods of one run beside its baseline; and points as rows for figures.
 *
 * <p>Everything becomes {@code Results} first, so that runs and sweeps are compared by the same rules. For commands. Imports
 * records, statistics and the words of {@code analysis}.
 */
@NullMarked
package org.longhaul.study.compare;

import org.jspecify.annotations.NullMarked;
