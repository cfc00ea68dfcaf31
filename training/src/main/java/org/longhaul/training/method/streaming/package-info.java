/** Methods whose exchanges travel while training goes on. */
@NullMarked
package org.longhaul.training.method.streaming;

import org.jspecify.annotations.NullMarked;
