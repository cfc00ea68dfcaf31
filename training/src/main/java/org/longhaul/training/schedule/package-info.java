/**
 * Learning rates over the steps of a training: constant, cosine, warm-up and decay, one class each.
 *
 * <p>A package of its own because a schedule knows the number of a step and nothing else. Users add one by a class with
 * {@code @Provides}. Imports nothing of the module but checks of settings.
 */
@NullMarked
package org.longhaul.training.schedule;

import org.jspecify.annotations.NullMarked;
