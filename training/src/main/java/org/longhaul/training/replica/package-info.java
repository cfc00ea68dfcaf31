/** The workers' flat state on one device and the threads that run their local steps. */
@NullMarked
package org.longhaul.training.replica;

import org.jspecify.annotations.NullMarked;
