package org.longhaul.training.replica;

import java.util.List;
import java.util.function.Function;
import org.longhaul.training.communicate.Members;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.model.FlatParameters;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * A server that trains, with the workers' optimizer, clipping and learning rates, the model and what it may have beside it. What it
 * computes is reported under the rank behind the last worker's.
 *
 * <p>Thread-safety: none; one thread drives it.
 */
public final class ServerTrainer implements AutoCloseable {
    private final Replicas replicas;
    private final Replica server;

    /**
     * At zero parameters.
     *
     * @param layout of the model's parameters, and behind them of others
     * @throws IllegalArgumentException if there are others and the optimizer treats parameters by their shapes or multipliers
     */
    ServerTrainer(Replicas replicas, Layout layout) {
        this.replicas = replicas;
        ReplicaSetup setup = replicas.setup();
        if (layout.elements() != replicas.layout().elements()
                && setup.optimizer().on(replicas.layout()) != setup.optimizer()) {
            throw new IllegalArgumentException(
                    "a server that trains more than the model needs an optimizer that treats all parameters"
                            + " alike, such as sgd or adamw without multipliers.");
        }
        server = new Replica(
                setup,
                new FlatParameters(
                        layout,
                        TensorScope.compute(() -> Tensors.zeros(setup.device(), setup.type(), layout.elements())),
                        TensorScope.compute(() -> Tensors.zeros(setup.device(), setup.type(), layout.elements()))));
        server.become(replicas.workers());
    }

    /** All parameters, flat, to be changed in place between trainings. */
    public Tensor parameters() {
        return server.flat().parameters();
    }

    /** The optimizer's states become zero. */
    public void reset() {
        server.states().forEach(Tensor::zeroInPlace);
        server.startOptimizerAt(0);
    }

    /**
     * A step of the optimizer.
     *
     * @param objective the loss at leaves that have the parameters' shapes; differentiable
     * @param count steps since the last {@link #reset}
     * @param globalStep that whose learning rate it has
     */
    public void step(Function<Tensor[], Tensor> objective, long count, long globalStep) {
        if (!replicas.setup().computesFor(replicas.workers())) {
            replicas.reports().at(replicas.learningRate(globalStep));
            return;
        }
        TensorScope.run(() -> {
            server.flat().gradients().zeroInPlace();
            Tensor loss = objective.apply(server.flat().leaves());
            loss.backward();
            server.tellLoss(loss);
            server.clip();
            server.update(count, replicas.learningRate(globalStep));
        });
        replicas.reports().trained(server, replicas.learningRate(globalStep));
    }

    /**
     * Tells what the server passed over.
     *
     * @param items that forward passes were taken over
     * @param backward those of them that backward passes were taken over
     */
    public void tell(double items, double backward) {
        double batch = replicas.setup().batches().itemsPerBatch();
        replicas.reports()
                .tell(new TrainingEvent.Passed(
                        new Members(List.of(replicas.workers())), items / batch, backward / batch));
    }

    @Override
    public void close() {
        server.close();
    }
}
