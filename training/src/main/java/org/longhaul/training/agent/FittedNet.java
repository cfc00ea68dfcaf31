package org.longhaul.training.agent;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.longhaul.training.model.FlatParameters;
import org.longhaul.training.model.Layout;
import org.longhaul.training.optimizer.AdamW;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.UpdateCount;
import org.longhaul.training.tensor.Autograd;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/** Parameters of a small net while Adam trains them; owns native memory until closed. */
final class FittedNet implements AutoCloseable {
    /** Largest norm of a gradient. */
    private static final double CLIP = 1;

    private final FlatParameters net;
    private final Optimizer adam;
    private final List<Tensor> states = new ArrayList<>();
    private long updates;

    FittedNet(Layout layout, double learningRate, long seed) {
        net = new FlatParameters(
                layout,
                TensorScope.compute(() -> Tensors.zeros(Device.CPU, layout.elements())),
                TensorScope.compute(() -> Tensors.zeros(Device.CPU, layout.elements())));
        net.initialize(seed);
        adam = new AdamW().create(new AdamW.Settings(learningRate, 0.9, 0.999, 1e-8, 0));
        for (int i = 0; i < adam.states().size(); i++) {
            states.add(TensorScope.compute(() -> Tensors.zeros(Device.CPU, layout.elements())));
        }
    }

    /** One update by the gradient of a loss of the parameters. */
    void step(Function<Tensor[], Tensor> loss) {
        TensorScope.run(() -> {
            net.gradients().zeroInPlace();
            loss.apply(net.leaves()).backward();
            Autograd.withoutGradients(() -> {
                double norm = net.gradients().norm();
                net.gradients().mulInPlace(Math.min(1, CLIP / (norm + 1e-6)));
                adam.update(
                        net.parameters(), net.gradients(), states, UpdateCount.unbroken(updates), adam.learningRate());
            });
        });
        updates++;
    }

    /** A copy of one parameter, row-major. */
    float[] values(int parameter) {
        float[][] copy = new float[1][];
        TensorScope.run(() -> copy[0] = net.leaves()[parameter].toFloats());
        return copy[0];
    }

    /** Copies of all of them, one after the other. */
    float[] values() {
        float[][] copy = new float[1][];
        TensorScope.run(() -> copy[0] = net.parameters().toFloats());
        return copy[0];
    }

    /** The parameters themselves. */
    Tensor[] leaves() {
        return net.leaves();
    }

    @Override
    public void close() {
        net.close();
        states.forEach(Tensor::close);
    }
}
