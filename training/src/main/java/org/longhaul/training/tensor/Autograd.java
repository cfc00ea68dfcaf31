package org.longhaul.training.tensor;

import java.util.ArrayList;
import java.util.List;
import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.GradMode;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Automatic differentiation: whether it records (a mode of the thread), and gradients without accumulation. */
public final class Autograd {
    private Autograd() {}

    /** Whether operators on this thread are recorded for differentiation. */
    public static boolean isRecording() {
        return GradMode.is_enabled();
    }

    /** Runs {@code body} without recording: for updates of parameters and for evaluation. */
    public static void withoutGradients(Runnable body) {
        boolean before = GradMode.is_enabled();
        GradMode.set_enabled(false);
        try {
            body.run();
        } finally {
            GradMode.set_enabled(before);
        }
    }

    /**
     * Gradients of a scalar with respect to some tensors; no {@link Tensor#gradient()} changes.
     *
     * @param createGraph whether the gradients can be differentiated again
     */
    public static List<Tensor> gradients(Tensor output, List<Tensor> inputs, boolean createGraph) {
        Tensor[] operands = inputs.toArray(new Tensor[0]);
        try {
            TensorVector result = torch.grad(
                    Tensors.vector(output),
                    Tensors.vector(operands),
                    new TensorVector(),
                    new BoolOptional(createGraph),
                    createGraph,
                    false);
            List<Tensor> gradients = new ArrayList<>(operands.length);
            for (int i = 0; i < operands.length; i++) {
                gradients.add(Tensor.wrap(new org.bytedeco.pytorch.Tensor(result.get(i))));
            }
            return gradients;
        } catch (RuntimeException e) {
            throw TensorException.of("gradients", e, output);
        }
    }
}
