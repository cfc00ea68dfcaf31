/**
 * Checkpoints: named tensors in the safetensors format, written so that a crash leaves the old file or the new one.
 *
 * <p>A package of its own because a file that is read back to the same bits must not depend on who wrote it. For
 * sessions of training. Imports {@code training.tensor}.
 */
@NullMarked
package org.longhaul.training.checkpoint;

import org.jspecify.annotations.NullMarked;
