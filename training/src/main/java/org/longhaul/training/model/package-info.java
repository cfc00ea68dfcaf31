/**
 * Models as pure functions of their parameters, the layout of those parameters in one flat vector, and the exact sizes of
 * published architectures.
 *
 * <p>A package of its own because everything that trains, exchanges or charges a model sees a flat vector and its layout,
 * and no layer. For the rest of training and for the engine; users add a kind by one class. Imports {@code task} and
 * {@code tensor}.
 */
@NullMarked
package org.longhaul.training.model;

import org.jspecify.annotations.NullMarked;
