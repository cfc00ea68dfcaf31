/**
 * Recorded runs on other networks: the trainings of a run directory, simulated again without training.
 *
 * <p>{@link org.longhaul.scenario.replay.Replay} is the way in, for commands and for programs.
 */
@NullMarked
package org.longhaul.scenario.replay;

import org.jspecify.annotations.NullMarked;
