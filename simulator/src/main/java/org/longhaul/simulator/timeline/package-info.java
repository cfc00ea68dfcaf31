/** Where simulated time went: spans per worker, bounded to a window. */
@NullMarked
package org.longhaul.simulator.timeline;

import org.jspecify.annotations.NullMarked;
