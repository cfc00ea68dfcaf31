/**
 * What a run leaves behind: plain immutable records and their JSON form.
 *
 * <p>The records hold figures and where each figure comes from ({@link org.longhaul.analysis.record.Mark}); they hold nothing of
 * how the figures were made, so any program can fill them. Times are nanoseconds of the simulated clock unless a name says
 * otherwise, sizes are bytes, values are in the units of their measures.
 */
@NullMarked
package org.longhaul.analysis.record;

import org.jspecify.annotations.NullMarked;
