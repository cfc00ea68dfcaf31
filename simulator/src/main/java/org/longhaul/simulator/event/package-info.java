/**
 * The simulated clock: an event loop in integer nanoseconds, the order of events within an instant, and the named random
 * streams of a run.
 *
 * <p>The lowest package of the simulator, so that everything that happens in it is ordered by one rule. For all of the
 * simulator, and for the engine that starts it. Imports no other package of Longhaul.
 */
@NullMarked
package org.longhaul.simulator.event;

import org.jspecify.annotations.NullMarked;
