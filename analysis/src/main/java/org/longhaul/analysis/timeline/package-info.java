/**
 * The time line of a run in the trace event format that Perfetto and Chrome read.
 *
 * <p>A package of its own because the format is another's: tracks, lanes and events are named by its rules. For {@code
 * run} and {@code report}. Imports records only.
 */
@NullMarked
package org.longhaul.analysis.timeline;

import org.jspecify.annotations.NullMarked;
