/**
 * Couples training and simulator: what training reports becomes the workload that the simulated network carries, at the
 * size of the model that a scenario projects to.
 */
@NullMarked
package org.longhaul.scenario.engine;

import org.jspecify.annotations.NullMarked;
