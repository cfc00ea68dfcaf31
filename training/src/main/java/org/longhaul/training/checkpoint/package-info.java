/** Checkpoints: safetensors plus a manifest, replaced atomically. */
@NullMarked
package org.longhaul.training.checkpoint;

import org.jspecify.annotations.NullMarked;
