/**
 * Methods that exchange in every step: data parallel training, and compressed forms of it.
 *
 * <p>A package of its own because these methods keep no rounds. Found by {@code ServiceLoader}; plans take {@code Ddp}
 * where a step without anything of a method is meant. Imports {@code training.method}.
 */
@NullMarked
package org.longhaul.training.method.synchronous;

import org.jspecify.annotations.NullMarked;
