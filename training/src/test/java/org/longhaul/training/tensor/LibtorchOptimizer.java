package org.longhaul.training.tensor;

import org.bytedeco.pytorch.AdamW;
import org.bytedeco.pytorch.AdamWOptions;
import org.bytedeco.pytorch.Optimizer;
import org.bytedeco.pytorch.SGD;
import org.bytedeco.pytorch.SGDOptions;
import org.bytedeco.pytorch.TensorVector;

/** libtorch's own optimizers on one vector, as a reference for ours. */
public final class LibtorchOptimizer {
    private final Tensor parameters;
    private final Optimizer optimizer;

    private LibtorchOptimizer(Tensor parameters, Optimizer optimizer) {
        this.parameters = parameters;
        this.optimizer = optimizer;
    }

    /** torch::optim::AdamW; needs an open scope. */
    public static LibtorchOptimizer adamW(
            float[] start, double learningRate, double b1, double b2, double epsilon, double weightDecay) {
        Tensor parameters = leaf(start);
        AdamWOptions options = new AdamWOptions(learningRate);
        // The pair is a C++ tuple, whose order in memory is the library's affair: the default 0.9 tells b1's place.
        int first = options.betas().get(0) == 0.9 ? 0 : 1;
        options.betas().put(first, b1);
        options.betas().put(1 - first, b2);
        options.eps().put(epsilon);
        options.weight_decay().put(weightDecay);
        return new LibtorchOptimizer(parameters, new AdamW(new TensorVector(parameters.handle()), options));
    }

    /** torch::optim::SGD; needs an open scope. */
    public static LibtorchOptimizer sgd(
            float[] start, double learningRate, double momentum, boolean nesterov, double weightDecay) {
        Tensor parameters = leaf(start);
        SGDOptions options = new SGDOptions(learningRate);
        options.momentum().put(momentum);
        options.nesterov().put(nesterov);
        options.weight_decay().put(weightDecay);
        return new LibtorchOptimizer(parameters, new SGD(new TensorVector(parameters.handle()), options));
    }

    private static Tensor leaf(float[] start) {
        return Tensors.of(Device.CPU, start, start.length).requireGradient();
    }

    /** One step with the given gradient; returns the parameters after it. */
    public float[] step(float[] gradient) {
        parameters.accumulateGradientInto(Tensors.of(Device.CPU, gradient, gradient.length));
        optimizer.step();
        return parameters.toFloats();
    }
}
