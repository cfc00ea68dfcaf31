/**
 * Federated averaging of models that become sparse: SparsyFed, and what it is compared with. All have one loop, {@link
 * org.longhaul.training.method.sparse.SparseRound}; they differ in the weights that the model computes with, in what is pruned when,
 * and in what the gradients of weights see of activations.
 *
 * <p>A package of its own, above rounds. Methods are found by {@link java.util.ServiceLoader}.
 */
@NullMarked
package org.longhaul.training.method.sparse;

import org.jspecify.annotations.NullMarked;
