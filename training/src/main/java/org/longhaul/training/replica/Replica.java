package org.longhaul.training.replica;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.training.model.FlatParameters;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.UpdateCount;
import org.longhaul.training.task.Batch;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * One worker: its flat parameters, gradient and optimizer states, and its local step. Callers open a {@link TensorScope}.
 */
final class Replica implements AutoCloseable {
    private int worker;
    private final ReplicaSetup setup;
    private final FlatParameters flat;
    private final List<Tensor> states = new ArrayList<>();
    private final List<Tensor> own = new ArrayList<>();
    private long optimizerStart;
    private double loss;
    private double gradientNorm;

    Replica(int worker, ReplicaSetup setup) {
        this.worker = worker;
        this.setup = setup;
        flat = new FlatParameters(setup.model(), setup.device(), setup.type());
        for (int i = 0; i < setup.optimizer().states().size(); i++) {
            states.add(TensorScope.compute(() -> Tensors.zerosLike(flat.parameters())));
        }
    }

    /** The worker that this replica is of. */
    int worker() {
        return worker;
    }

    /** The replica is another worker's from now on; whatever it holds is left of the former one's. */
    void become(int otherWorker) {
        worker = otherWorker;
        loss = 0;
        gradientNorm = 0;
    }

    /** First step that the optimizer states have seen. */
    long optimizerStart() {
        return optimizerStart;
    }

    void startOptimizerAt(long step) {
        optimizerStart = step;
    }

    FlatParameters flat() {
        return flat;
    }

    List<Tensor> states() {
        return states;
    }

    /** What the method keeps for the worker: as many vectors as asked for, zero at first. */
    List<Tensor> own(int count) {
        while (own.size() < count) {
            own.add(TensorScope.compute(() -> Tensors.zerosLike(flat.parameters())));
        }
        return own;
    }

    /** Loss of the last {@link #computeGradient}. */
    double loss() {
        return loss;
    }

    /** Norm of the gradient when last {@linkplain #clip clipped}, before clipping. */
    double gradientNorm() {
        return gradientNorm;
    }

    /** Gradient of this worker's batch of the step at its present parameters; frees the recorded graph at once. */
    void computeGradient(long step) {
        TensorScope.run(() -> {
            flat.gradients().zeroInPlace();
            Batch batch = setup.batches().batch(worker, step, setup.device());
            Tensor value = setup.model().loss(flat.leaves(), batch);
            value.backward();
            loss = value.item();
        });
    }

    /** Clips the gradient in place. */
    void clip() {
        Tensor gradient = flat.gradients();
        gradientNorm = gradient.norm();
        if (setup.clipping() instanceof Clipping.GlobalNorm limit) {
            double scale = limit.threshold() / (gradientNorm + 1e-6);
            if (scale < 1) {
                gradient.mulInPlace(scale);
            }
        } else if (setup.clipping() instanceof Clipping.Coordinate limit) {
            gradient.clampInPlace(-limit.threshold(), limit.threshold());
        }
    }

    /** The optimizer's update; the gradient is lost. */
    void update(long step, double learningRate) {
        UpdateCount count = new UpdateCount(step, step - optimizerStart);
        TensorScope.run(
                () -> setup.optimizer().update(flat.parameters(), flat.gradients(), states, count, learningRate));
    }

    @Override
    public void close() {
        states.forEach(Tensor::close);
        own.forEach(Tensor::close);
        flat.close();
    }
}
