package org.longhaul.training.objective;

import java.util.ArrayList;
import java.util.List;
import java.util.function.Function;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.Model;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.Prediction;
import org.longhaul.training.tensor.Autograd;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * A client in a round: what it has, and what it computes beyond the gradients of its steps, which is counted.
 *
 * <p>Tensors that it gives live as long as the present tensor scope, or longer. Thread-safety: one thread at a time.
 */
public final class ClientRound {
    /** What a model says to a batch, in the precision in which training computes. */
    @FunctionalInterface
    public interface Forward {
        /** Differentiable with respect to the parameters, unless nothing is recorded. */
        Prediction of(Tensor[] parameters, Batch batch);
    }

    /**
     * Which round of which client.
     *
     * @param worker 0-based rank of the client
     * @param round number of the round, from 0
     * @param rounds of the whole training, the last of which may be shorter
     * @param step global step that comes next
     */
    public record Place(int worker, long round, long rounds, long step) {}

    private final Place place;
    private final Model model;
    private final BatchSource data;
    private final Layout layout;
    private final Tensor received;
    private final Tensor parameters;
    private final Function<String, Tensor> kept;
    private final Forward forward;
    private double forwardPasses;
    private double backwardPasses;

    /**
     * A client that has computed nothing yet.
     *
     * @param received flat parameters that it received
     * @param parameters its own
     * @param kept what it keeps, by name
     */
    public ClientRound(
            Place place,
            Model model,
            BatchSource data,
            Layout layout,
            Tensor received,
            Tensor parameters,
            Function<String, Tensor> kept,
            Forward forward) {
        this.place = place;
        this.model = model;
        this.data = data;
        this.layout = layout;
        this.received = received;
        this.parameters = parameters;
        this.kept = kept;
        this.forward = forward;
    }

    /** Which round of which client. */
    public Place place() {
        return place;
    }

    /** What is trained. */
    public Model model() {
        return model;
    }

    /** Where each parameter lies in the flat vectors. */
    public Layout layout() {
        return layout;
    }

    /** The flat parameters that the client received at the beginning of the round, [P]; not to be changed. */
    public Tensor received() {
        return received;
    }

    /** Its flat parameters, [P]; changed in place at the beginning or the end of a round, if at all. */
    public Tensor parameters() {
        return parameters;
    }

    /** A flat vector that it {@linkplain LocalObjective#kept keeps}, [P], to be changed in place. */
    public Tensor kept(String name) {
        return kept.apply(name);
    }

    /** The model's parameters as views of a flat vector. */
    public Tensor[] views(Tensor flat) {
        return layout.views(flat);
    }

    /** Number of batches that together are all that the client trains on. */
    public int trainingBatches() {
        return data.trainingBatches(place.worker());
    }

    /** One of these batches. */
    public Batch trainingBatch(int index) {
        return data.training(place.worker(), index, device());
    }

    /** A batch in parts of as many rows as a training batch has; the last may have fewer. */
    public List<Batch> likeTrained(Batch batch) {
        int itemsOfRow = batch.items() / batch.rows();
        int rows = Math.toIntExact(Math.max(1, data.itemsPerBatch() / itemsOfRow));
        List<Batch> parts = new ArrayList<>();
        for (int from = 0; from < batch.rows(); from += rows) {
            int count = Math.min(rows, batch.rows() - from);
            parts.add(new Batch(
                    batch.inputs().narrow(0, from, count), batch.targets().narrow(0, from, count), count * itemsOfRow));
        }
        return parts;
    }

    /** Where the client computes. */
    public Device device() {
        return parameters.device();
    }

    /** What the model of some flat parameters says to a batch; not differentiable. A forward pass. */
    public Prediction predict(Tensor flat, Batch batch) {
        Prediction[] said = new Prediction[1];
        Autograd.withoutGradients(() -> said[0] = predict(views(flat), batch));
        return said[0];
    }

    /** The same of parameters in their shapes, differentiable if anything is recorded. A forward pass. */
    public Prediction predict(Tensor[] shaped, Batch batch) {
        forwardPasses += share(batch);
        return forward.of(shaped, batch);
    }

    /** The gradient of a batch's mean loss at some flat parameters, [P]. A forward and a backward pass. */
    public Tensor gradient(Tensor flat, Batch batch) {
        return TensorScope.compute(() -> {
            Tensor gradient = Tensors.zerosLike(flat);
            Tensor[] leaves = new Tensor[layout.specs().size()];
            for (int i = 0; i < leaves.length; i++) {
                // Running statistics, which a forward pass moves, are moved in a copy.
                Tensor slice = layout.slice(flat, i);
                leaves[i] = (layout.specs().get(i).isTrained() ? slice.detach() : slice.copy()).requireGradient();
                leaves[i].accumulateGradientInto(layout.slice(gradient, i));
            }
            predict(leaves, batch).loss().backward();
            backwardPasses += share(batch);
            return gradient;
        });
    }

    /** The mean loss of some flat parameters over all that the client trains on. A forward pass over it. */
    public double trainingLoss(Tensor flat) {
        double sum = 0;
        double rows = 0;
        for (int i = 0; i < trainingBatches(); i++) {
            Batch batch = trainingBatch(i);
            double loss = TensorScope.evaluate(() -> predict(flat, batch).loss().item());
            sum += loss * batch.rows();
            rows += batch.rows();
        }
        return sum / rows;
    }

    /** A forward pass over so many items that is made elsewhere than here. */
    public void countForward(double items) {
        forwardPasses += items / data.itemsPerBatch();
    }

    /** A forward and a backward pass over a batch that are made elsewhere. */
    public void count(Batch batch) {
        forwardPasses += share(batch);
        backwardPasses += share(batch);
    }

    /** What the client has computed so far. */
    public Passes passes() {
        return new Passes(forwardPasses, backwardPasses);
    }

    private double share(Batch batch) {
        return (double) batch.items() / data.itemsPerBatch();
    }
}
