/**
 * Where simulated time went: spans per worker, bounded to a window. Imports nothing of Longhaul.
 */
@NullMarked
package org.longhaul.simulator.timeline;

import org.jspecify.annotations.NullMarked;
