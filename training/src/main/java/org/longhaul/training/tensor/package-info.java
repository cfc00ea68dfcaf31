/**
 * A thin layer over libtorch: tensors, their scopes, devices, operators, automatic differentiation, and their exchange between
 * processes through Gloo.
 *
 * <p>The only package that imports {@code org.bytedeco}. Native memory is not seen by the garbage collector, so every
 * tensor is created inside a {@link org.longhaul.training.tensor.TensorScope} of the same thread and freed when that
 * scope closes; a tensor that lives longer is kept explicitly and has one owner that closes it. Scopes, gradient mode
 * and generators belong to a thread.
 */
@NullMarked
package org.longhaul.training.tensor;

import org.jspecify.annotations.NullMarked;
