/**
 * Replicas: parameters, gradients and optimizer states of the workers, on a device or at rest, and how their gradients
 * are computed, one after another or stacked.
 *
 * <p>A package of its own because it owns the long-lived tensors: who makes them closes them. Methods see {@code
 * Replicas} alone. For methods and sessions. Imports models, data, optimizers and {@code training.communicate}.
 */
@NullMarked
package org.longhaul.training.replica;

import org.jspecify.annotations.NullMarked;
