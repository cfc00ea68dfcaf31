package org.longhaul.training.model;

import java.util.List;
import org.longhaul.training.tensor.Autograd;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Generator;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * One replica's parameters and gradients, each one flat vector of P elements (float32 by default), and the model's view of them.
 *
 * <p>The tensors of {@link #leaves()} share storage with {@link #parameters()}, and the backward pass accumulates their
 * gradients in place into {@link #gradients()}. So an optimizer updates the whole model, and an exchange sends it, with
 * a handful of operators on long vectors. Parameters lie in the order of {@link Model#parameters()}, without gaps.
 *
 * <p>Owns its native memory until {@link #close()}. Thread-safety: one thread at a time.
 */
public final class FlatParameters implements AutoCloseable {
    private final Layout layout;
    private final Tensor parameters;
    private final Tensor gradients;
    private final Tensor[] leaves;

    /** Zero float32 parameters and gradients. */
    public FlatParameters(Model model, Device device) {
        this(model, device, DType.FLOAT32);
    }

    /** Zero parameters and gradients of a floating-point type: float64 where an identity is checked to rounding. */
    public FlatParameters(Model model, Device device, DType type) {
        this(
                new Layout(model.parameters()),
                TensorScope.compute(() -> Tensors.zeros(device, type, model.elements())),
                TensorScope.compute(() -> Tensors.zeros(device, type, model.elements())));
    }

    /**
     * The view of vectors that are there already.
     *
     * @param parameters [P], without gaps; closed with this
     * @param gradients [P], without gaps; closed with this
     */
    public FlatParameters(Layout layout, Tensor parameters, Tensor gradients) {
        this.layout = layout;
        this.parameters = parameters;
        this.gradients = gradients;
        this.leaves = new Tensor[layout.specs().size()];
        TensorScope.run(() -> {
            for (int i = 0; i < leaves.length; i++) {
                leaves[i] =
                        layout.slice(parameters, i).detach().requireGradient().keep();
                leaves[i].accumulateGradientInto(layout.slice(gradients, i));
            }
        });
    }

    /**
     * Draws the initial values, each parameter from a stream of its own that depends on the seed and its name only: the
     * same on every device and for every worker, and unchanged when other parameters are added.
     */
    public void initialize(long seed) {
        TensorScope.run(() -> Autograd.withoutGradients(() -> {
            List<ParameterSpec> specs = layout.specs();
            for (int i = 0; i < specs.size(); i++) {
                ParameterSpec spec = specs.get(i);
                Tensor slice = layout.slice(parameters, i);
                if (spec.init() instanceof Init.Normal normal) {
                    slice.copyInPlace(new Generator(Seeds.of(seed, spec.name()))
                            .normal(Device.CPU, 0, normal.standardDeviation(), spec.dimensions()));
                } else if (spec.init() instanceof Init.TruncatedNormal normal) {
                    float[] drawn = new Generator(Seeds.of(seed, spec.name()))
                            .truncatedNormal(2, Math.toIntExact(spec.elements()));
                    for (int j = 0; j < drawn.length; j++) {
                        drawn[j] = normal.of(drawn[j]);
                    }
                    slice.copyInPlace(Tensors.of(Device.CPU, drawn, spec.dimensions()));
                } else if (spec.init() instanceof Init.Constant constant) {
                    slice.fillInPlace(constant.value());
                }
            }
        }));
    }

    /** All parameters, [P]; changes show in {@link #leaves()}. */
    public Tensor parameters() {
        return parameters;
    }

    /** All gradients, [P]; the caller zeroes it before a backward pass. */
    public Tensor gradients() {
        return gradients;
    }

    /** The model's parameters, leaves that share storage with {@link #parameters()}; do not change the array. */
    public Tensor[] leaves() {
        return leaves;
    }

    /** Where each parameter and group lies in the flat vectors. */
    public Layout layout() {
        return layout;
    }

    @Override
    public void close() {
        for (Tensor leaf : leaves) {
            leaf.close();
        }
        parameters.close();
        gradients.close();
    }
}
