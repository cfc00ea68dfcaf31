/** Distributed training methods, one file each. */
@NullMarked
package org.longhaul.training.method;

import org.jspecify.annotations.NullMarked;
