/**
 * Classifiers of examples: perceptrons, convolutional and residual networks, and the layers that they are made of.
 *
 * <p>A package of its own because these models share layers that no other model has. Users add one by a class. Imports {@code
 * model}, {@code task} and {@code tensor}.
 */
@NullMarked
package org.longhaul.training.model.classifier;

import org.jspecify.annotations.NullMarked;
