/** Optimizers over one flat vector per replica, and gradient clipping. */
@NullMarked
package org.longhaul.training.optimizer;

import org.jspecify.annotations.NullMarked;
