/** Methods that keep all workers equal in every step. */
@NullMarked
package org.longhaul.training.method.synchronous;

import org.jspecify.annotations.NullMarked;
