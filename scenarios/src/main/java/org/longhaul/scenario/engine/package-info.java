/**
 * Couples training and simulator: what training reports becomes the workload that the simulated network carries, at the
 * size of the model that a scenario projects to.
 *
 * <p>{@link org.longhaul.scenario.engine.RunEngine} is the way in. Its rooms import only those before them: {@code workload},
 * {@code plan}, {@code planner}, {@code simulation}, {@code record}.
 */
@NullMarked
package org.longhaul.scenario.engine;

import org.jspecify.annotations.NullMarked;
