package org.longhaul.training.model;

import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * The model's view of several replicas' flat parameters, [W, P], of which each leaf takes the same columns of all rows.
 *
 * <p>Owns its native memory until {@link #close()}, but not the parameters. Thread-safety: one thread at a time.
 */
public final class StackedParameters implements AutoCloseable {
    private final Layout layout;
    private final Tensor rows;
    private final Tensor[] leaves;

    /** Leaf after leaf, each of all replicas: the backward pass adds to memory without gaps only. */
    private final Tensor gradients;

    /**
     * Leaves over the first rows.
     *
     * @param rows [W, P]; its values are those of the leaves
     */
    public StackedParameters(Layout layout, Tensor rows) {
        this.layout = layout;
        this.rows = TensorScope.compute(() -> rows.detach());
        gradients = TensorScope.compute(() -> Tensors.zeros(rows.device(), rows.dtype(), rows.elements()));
        leaves = new Tensor[layout.specs().size()];
        TensorScope.run(() -> {
            for (int i = 0; i < leaves.length; i++) {
                leaves[i] = layout.slice(rows, i).detach().requireGradient().keep();
                leaves[i].accumulateGradientInto(gradient(i).view(leaves[i].shape()));
            }
        });
    }

    /** Gradient of leaf {@code index}, [W, elements]. */
    private Tensor gradient(int index) {
        long elements = layout.specs().get(index).elements();
        return gradients
                .narrow(0, replicas() * layout.offset(index), replicas() * elements)
                .view(replicas(), elements);
    }

    /** Number of replicas, W. */
    public int replicas() {
        return Math.toIntExact(rows.size(0));
    }

    /** The model's parameters, with a first dimension of size W each. */
    public Tensor[] leaves() {
        return leaves;
    }

    /** The leaves' gradients as one vector; the caller zeroes it before a backward pass. */
    public Tensor gradients() {
        return gradients;
    }

    /** Copies the gradients into flat ones, [W, P]. */
    public void copyGradientsTo(Tensor flat) {
        for (int i = 0; i < leaves.length; i++) {
            long elements = layout.specs().get(i).elements();
            flat.narrow(1, layout.offset(i), elements).copyInPlace(gradient(i));
        }
    }

    @Override
    public void close() {
        for (Tensor leaf : leaves) {
            leaf.close();
        }
        gradients.close();
        rows.close();
    }
}
