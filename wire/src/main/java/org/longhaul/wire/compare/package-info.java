/**
 * Measured beside projected: what a wire run's methods took, what the simulator says they take on the measured network, and which
 * terms explain the difference.
 *
 * <p>{@link org.longhaul.wire.compare.WireComparison} is the way in, for commands and for programs.
 */
@NullMarked
package org.longhaul.wire.compare;

import org.jspecify.annotations.NullMarked;
