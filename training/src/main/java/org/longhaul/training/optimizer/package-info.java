/**
 * Optimizers of replicas: what one step does with parameters, gradient and moments, one class each.
 *
 * <p>A package of its own because an optimizer sees vectors and not whose they are, so that it serves one replica, many
 * stacked ones, or a server. Users add one by a class with {@code @Provides}. Imports {@code training.tensor}.
 */
@NullMarked
package org.longhaul.training.optimizer;

import org.jspecify.annotations.NullMarked;
