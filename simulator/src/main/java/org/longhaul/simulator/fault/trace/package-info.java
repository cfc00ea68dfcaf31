/**
 * Faults from a recorded trace: the model {@code trace}, and the reader of its files.
 *
 * <p>Found by {@code ServiceLoader}. Imports {@code fault} only.
 */
@NullMarked
package org.longhaul.simulator.fault.trace;

import org.jspecify.annotations.NullMarked;
