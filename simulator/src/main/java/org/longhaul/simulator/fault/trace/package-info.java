/**
 * Faults from a recorded trace: the model {@code trace}, and the reader of its files.
 *
 * <p>Apart from the other models because it reads files. Nobody imports it: it is found by {@link
 * java.util.ServiceLoader}. Imports {@code fault} only.
 */
@NullMarked
package org.longhaul.simulator.fault.trace;

import org.jspecify.annotations.NullMarked;
