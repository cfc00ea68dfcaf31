/**
 * Models whose weights are sparse: which elements may be pruned, and weights that a model computes with in the place of those that
 * are stored, sent and pruned.
 *
 * <p>Above {@code model}, below codecs, which encode the elements that may be pruned apart from the rest.
 */
@NullMarked
package org.longhaul.training.model.sparse;

import org.jspecify.annotations.NullMarked;
