/**
 * How vectors travel: each codec turns a flat vector into the tensors that are sent, whose bytes are the bill, and back
 * into what the other side has.
 *
 * <p>A codec is one record that implements {@link org.longhaul.training.codec.Codec} and is found through {@link
 * java.util.ServiceLoader}. May import {@code tensor} and {@code model}; exchanges and methods import it.
 */
@NullMarked
package org.longhaul.training.codec;

import org.jspecify.annotations.NullMarked;
