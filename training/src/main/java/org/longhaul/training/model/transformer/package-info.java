/**
 * The decoder transformer that trains, and the loop through its middle.
 *
 * <p>A package of its own because a block, what is iterated of them and what is read after each iteration are ideas apart from
 * those that all models share. Imports {@code training.model}; nobody imports it but by the extension point of models.
 */
@NullMarked
package org.longhaul.training.model.transformer;

import org.jspecify.annotations.NullMarked;
