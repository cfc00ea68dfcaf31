/** Statistics over the seeds of a run: spreads, time to target, speed-up over the baseline, paired differences. */
@NullMarked
package org.longhaul.analysis.statistics;

import org.jspecify.annotations.NullMarked;
