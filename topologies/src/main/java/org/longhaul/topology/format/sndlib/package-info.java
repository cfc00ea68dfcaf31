/**
 * Networks of the library SNDlib, in its XML and its native form.
 *
 * <p>Apart from the other formats because its two share the meaning of a file. Nobody imports it: the readers are found by
 * {@link java.util.ServiceLoader}. Imports {@code topology} and {@code format}.
 */
@NullMarked
package org.longhaul.topology.format.sndlib;

import org.jspecify.annotations.NullMarked;
