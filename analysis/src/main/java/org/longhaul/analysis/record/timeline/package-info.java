/** A window of a run's time line: spans of workers and exchanges. */
@NullMarked
package org.longhaul.analysis.record.timeline;

import org.jspecify.annotations.NullMarked;
