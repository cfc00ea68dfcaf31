/** The time line as a trace-event file that trace viewers open. */
@NullMarked
package org.longhaul.analysis.timeline;

import org.jspecify.annotations.NullMarked;
