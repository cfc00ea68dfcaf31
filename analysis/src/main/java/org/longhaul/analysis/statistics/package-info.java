/**
 * Statistics over the seeds of a run: spreads, time to target, speed-up over the baseline, paired differences.
 *
 * <p>Student's t is commons-math3's. Medians and percentiles are not: its own leave out what is no number and turn a value
 * beside an infinite one into none, and here a seed that diverged or never reached a target must be seen. Means are plain sums,
 * whose bits records hold.
 */
@NullMarked
package org.longhaul.analysis.statistics;

import org.jspecify.annotations.NullMarked;
