/**
 * The same training between real processes: one a worker, over real sockets, and its projection beside what was measured.
 *
 * <p>Trains by {@link org.longhaul.scenario.engine} with what others contribute coming over the wire, and asks
 * {@link org.longhaul.scenario.replay} for projections.
 */
@NullMarked
package org.longhaul.wire;

import org.jspecify.annotations.NullMarked;
