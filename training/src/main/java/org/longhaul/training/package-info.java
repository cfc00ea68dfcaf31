/**
 * Real training: a session makes steps of a task by a distributed method on replicas, and says what was exchanged.
 *
 * <p>The module knows neither simulated time nor networks. {@link org.longhaul.training.TrainingSession#builder} is the
 * way in; everything else is in the packages below, whose extensions are found by {@code ServiceLoader}. Only this
 * package imports all of them.
 */
@NullMarked
package org.longhaul.training;

import org.jspecify.annotations.NullMarked;
