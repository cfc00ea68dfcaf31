/**
 * What a run leaves behind: turns what the simulator and training report into the records of the analysis, and
 * simulates steps again where a cost is the difference of two simulations.
 *
 * <p>Imports all rooms of the engine but {@code engine} itself.
 */
@NullMarked
package org.longhaul.scenario.engine.record;

import org.jspecify.annotations.NullMarked;
