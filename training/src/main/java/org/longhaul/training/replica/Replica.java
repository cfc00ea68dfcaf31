package org.longhaul.training.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.model.FlatParameters;
import org.longhaul.training.optimizer.Clipping;
import org.longhaul.training.optimizer.StateSpec;
import org.longhaul.training.optimizer.UpdateCount;
import org.longhaul.training.task.Batch;
import org.longhaul.training.tensor.Device;
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
    private final LateNumber loss = new LateNumber();
    private final LateNumber gradientNorm = new LateNumber();

    /** What its samples count for; null where nobody asks. */
    private @Nullable Weighing weighing;

    /** What was not finite when the gradient was last clipped; null if all was, or a GPU does not know yet. */
    private @Nullable String nonFinite;

    /** A replica of worker 0, until it {@linkplain #become becomes} another's. */
    Replica(ReplicaSetup setup, FlatParameters flat) {
        this.setup = setup;
        this.flat = flat;
        for (StateSpec spec : setup.optimizer().states()) {
            long elements = spec.layout(flat.layout()).elements();
            states.add(TensorScope.compute(() -> Tensors.zeros(setup.device(), setup.type(), elements)));
        }
    }

    /** The worker that this replica is of. */
    int worker() {
        return worker;
    }

    /** The replica is another worker's from now on; whatever it holds is left of the former one's. */
    void become(int otherWorker) {
        worker = otherWorker;
        loss.clear();
        gradientNorm.clear();
        nonFinite = null;
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
    LateNumber loss() {
        return loss;
    }

    /** Norm of the gradient when last {@linkplain #clip clipped}, before clipping. */
    LateNumber gradientNorm() {
        return gradientNorm;
    }

    /** This worker's batch of the step. */
    Batch batch(long step) {
        return setup.batches().batch(worker, step, setup.device());
    }

    /** What it trains on in the step: that batch, unless samples are weighted. */
    Batch trainingBatch(long step) {
        return weighing == null ? batch(step) : weighing.batch(this, step);
    }

    void weighBy(Weighing what) {
        weighing = what;
    }

    /** Gradient of a batch at the present parameters; frees the recorded graph at once. */
    void computeGradient(Batch batch) {
        TensorScope.run(() -> {
            flat.gradients().zeroInPlace();
            tellLoss(setup.pass().run(setup.model(), flat.leaves(), flat.gradients(), batch, 1));
        });
    }

    /** Gradient of something else than the model's loss, which is that of a batch or of a part of it. */
    void computeGradient(Batch batch, Function<Batch, Tensor> objective) {
        TensorScope.run(() -> {
            flat.gradients().zeroInPlace();
            tellLoss(setup.pass().run(objective, flat.gradients(), batch));
        });
    }

    /** The loss that came with the gradient. */
    void tellLoss(Tensor value) {
        loss.set(value);
    }

    /** Clips the gradient in place. */
    void clip() {
        Tensor gradient = flat.gradients();
        long statistics = flat.layout().statistics();
        if (statistics > 0) {
            gradient.narrow(0, 0, statistics).zeroInPlace();
        }
        Tensor norm = gradient.normTensor();
        gradientNorm.set(norm);
        nonFinite = setup.device() != Device.CPU || Double.isFinite(gradientNorm.known()) ? null : search();
        if (setup.clipping() instanceof Clipping.GlobalNorm limit) {
            if (setup.device() == Device.CPU) {
                double scale = limit.threshold() / (gradientNorm.known() + 1e-6);
                if (scale < 1) {
                    gradient.mulInPlace(scale);
                }
            } else {
                limitOnDevice(gradient, norm, limit.threshold());
            }
        } else if (setup.clipping() instanceof Clipping.Coordinate limit) {
            gradient.clampInPlace(-limit.threshold(), limit.threshold());
        }
    }

    /** The first tensor that is not finite; null if all are. */
    @Nullable
    String nonFinite() {
        return nonFinite == null ? search() : nonFinite;
    }

    private @Nullable String search() {
        String parameter = flat.layout().firstNonFinite(flat.parameters());
        if (parameter != null) {
            return parameter;
        }
        String gradient = flat.layout().firstNonFinite(flat.gradients());
        return gradient == null ? null : "gradient of " + gradient;
    }

    /** The same scale without waiting for the norm: a GPU goes on while this thread starts what comes next. */
    static void limitOnDevice(Tensor gradient, Tensor norm, double threshold) {
        Tensor scale = Tensors.full(norm.device(), threshold)
                .to(norm.dtype())
                .div(norm.add(1e-6))
                .clamp(0, 1);
        gradient.mulInPlace(scale.to(gradient.dtype()));
    }

    /** The optimizer's update; the gradient is lost. No optimizer, decay or sign moves running statistics. */
    void update(long step, double learningRate) {
        UpdateCount count = new UpdateCount(step, step - optimizerStart);
        long statistics = flat.layout().statistics();
        TensorScope.run(() -> {
            if (statistics == 0) {
                setup.optimizer().update(flat.parameters(), flat.gradients(), states, count, learningRate);
                return;
            }
            Tensor running = flat.parameters().narrow(0, 0, statistics);
            Tensor before = running.copy();
            setup.optimizer().update(flat.parameters(), flat.gradients(), states, count, learningRate);
            running.copyInPlace(before);
        });
    }

    @Override
    public void close() {
        states.forEach(Tensor::close);
        own.forEach(Tensor::close);
        loss.clear();
        gradientNorm.clear();
        flat.close();
    }
}
