/**
 * Networks of the library SNDlib, in its XML and its native form.
 *
 * <p>The readers are found by {@code ServiceLoader}. Imports {@code topology} and {@code format}.
 */
@NullMarked
package org.longhaul.topology.format.sndlib;

import org.jspecify.annotations.NullMarked;
