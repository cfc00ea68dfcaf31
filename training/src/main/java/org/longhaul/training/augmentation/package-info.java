/**
 * Random changes of an example that leave its class as it is: flips, shifts and crops, RandAugment for images, noise and masks for
 * vectors of features.
 *
 * <p>A package of its own because it knows numbers and their shape alone, neither data sets nor methods. For methods that train on
 * examples without labels. Imports {@code task}.
 */
@NullMarked
package org.longhaul.training.augmentation;

import org.jspecify.annotations.NullMarked;
