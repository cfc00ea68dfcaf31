/**
 * The simulated clock: an event loop in integer nanoseconds and the named random streams of a run. Imports no other package of Longhaul.
 */
@NullMarked
package org.longhaul.simulator.event;

import org.jspecify.annotations.NullMarked;
