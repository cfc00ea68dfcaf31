package org.longhaul.training.replica;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.Consumer;
import java.util.function.IntFunction;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.communicate.TrainingListener;
import org.longhaul.training.model.Layout;
import org.longhaul.training.optimizer.StateSpec;
import org.longhaul.training.optimizer.UpdateCount;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.Measure;
import org.longhaul.training.task.MeasureKind;
import org.longhaul.training.task.Prediction;
import org.longhaul.training.task.TaskMeasures;
import org.longhaul.training.task.WeightedSum;
import org.longhaul.training.tensor.Autograd;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * The W workers' flat state on one device, and what they compute on it. All start at the same parameters.
 *
 * <p>Replicas run in parallel, one thread each at a time; whatever mixes them runs on the caller's thread in rank order.
 * So results do not depend on the number of threads. Computation is reported to the {@link TrainingListener}.
 *
 * <p>Owns its native memory until {@link #close()}. Thread-safety: none; one thread drives it.
 */
public final class Replicas implements AutoCloseable {
    private final ReplicaSetup setup;
    private final TrainingListener listener;
    private final ReplicaThreads threads;
    private final List<Replica> replicas = new ArrayList<>();
    private final List<Tensor> vectors = new ArrayList<>();
    private final StateGroup parameters;
    private final StateGroup gradients;
    private final List<StateGroup> optimizerStates = new ArrayList<>();
    private final List<MeasureKind> measures;
    private long optimizerStart;

    /** W workers at the initial parameters of the seed, optimizer states zero. */
    public Replicas(ReplicaSetup setup, TrainingListener listener) {
        this.setup = setup;
        this.listener = listener;
        measures = TaskMeasures.of(setup.model().task());
        threads = new ReplicaThreads(setup.threads());
        for (int worker = 0; worker < setup.workers(); worker++) {
            replicas.add(new Replica(worker, setup));
        }
        Replica first = replicas.get(0);
        first.flat().initialize(setup.seed());
        copyToAll(first.flat().parameters());
        Layout layout = first.flat().layout();
        parameters = new StateGroup(
                "parameters", replicas.stream().map(r -> r.flat().parameters()).toList(), layout);
        gradients = new StateGroup(
                "gradients", replicas.stream().map(r -> r.flat().gradients()).toList(), layout);
        List<StateSpec> specs = setup.optimizer().states();
        for (int i = 0; i < specs.size(); i++) {
            int index = i;
            List<Tensor> vectors =
                    replicas.stream().map(r -> r.states().get(index)).toList();
            optimizerStates.add(new StateGroup(specs.get(i).name(), vectors, layout));
        }
    }

    // What the workers hold.

    /** Number of workers W. */
    public int workers() {
        return replicas.size();
    }

    /** Sequences or examples of each worker's own data, by rank. */
    public double[] samples() {
        double[] samples = new double[workers()];
        Arrays.setAll(samples, worker -> setup.batches().samples(worker));
        return samples;
    }

    /** Where the parameters lie in each flat vector. */
    public Layout layout() {
        return replicas.get(0).flat().layout();
    }

    /** The workers' parameters. */
    public StateGroup parameters() {
        return parameters;
    }

    /** The workers' gradients; meaningful between {@link #computeGradients} and {@link #update}. */
    public StateGroup gradients() {
        return gradients;
    }

    /** All optimizer states in the optimizer's order. */
    public List<StateGroup> optimizerStates() {
        return List.copyOf(optimizerStates);
    }

    /** The optimizer states that estimate one kind of moment, in the optimizer's order. */
    public List<StateGroup> optimizerStates(StateSpec.Kind kind) {
        List<StateGroup> found = new ArrayList<>();
        List<StateSpec> specs = setup.optimizer().states();
        for (int i = 0; i < specs.size(); i++) {
            if (specs.get(i).kind() == kind) {
                found.add(optimizerStates.get(i));
            }
        }
        return found;
    }

    /** A zero flat vector of P elements that lives as long as the replicas: for a method's own state. */
    public Tensor newVector() {
        Tensor vector = TensorScope.compute(() -> Tensors.zerosLike(parameters.of(0)));
        vectors.add(vector);
        return vector;
    }

    // What the workers compute.

    /** Every worker's gradient of its own batch at its own parameters, not clipped. */
    public void computeGradients(long step) {
        forEach(replica -> replica.computeGradient(step));
        listener.heard(new TrainingEvent.Computed());
    }

    /** Every worker's gradient of its own batch at its own parameters, clipped by the worker itself. */
    public void computeClippedGradients(long step) {
        forEach(replica -> {
            replica.computeGradient(step);
            replica.clip();
        });
        listener.heard(new TrainingEvent.Computed());
    }

    /** Every worker clips the gradient that it holds. */
    public void clipGradients() {
        forEach(Replica::clip);
    }

    /** Every worker applies its optimizer to the gradient that it holds. */
    public void update(long step) {
        double learningRate = learningRate(step);
        UpdateCount count = new UpdateCount(step, step - optimizerStart);
        forEach(replica -> replica.update(count, learningRate));
        listener.heard(new TrainingEvent.Updated());
    }

    /** Clipped gradient and update in one go: a step in which nothing is exchanged in between. */
    public void localStep(long step) {
        double learningRate = learningRate(step);
        UpdateCount count = new UpdateCount(step, step - optimizerStart);
        forEach(replica -> {
            replica.computeGradient(step);
            replica.clip();
            replica.update(count, learningRate);
        });
        listener.heard(new TrainingEvent.Computed());
        listener.heard(new TrainingEvent.Updated());
    }

    /** Zeroes all optimizer states; bias corrections count from {@code nextStep} on. */
    public void resetOptimizer(long nextStep) {
        for (Replica replica : replicas) {
            replica.states().forEach(Tensor::zeroInPlace);
        }
        optimizerStart = nextStep;
    }

    /**
     * Every worker's parameters become a vector of the method's own, which every worker holds.
     *
     * @throws IllegalArgumentException if {@code own} is not from {@link #newVector}: another worker's parameters come by
     *     an exchange only
     */
    public void adopt(Tensor own) {
        if (vectors.stream().noneMatch(vector -> vector == own)) {
            throw new IllegalArgumentException(
                    "the workers adopt vectors that newVector() made; what another worker holds comes by an exchange.");
        }
        copyToAll(own);
    }

    private void copyToAll(Tensor vector) {
        forEach(replica -> replica.flat().parameters().copyInPlace(vector));
    }

    /**
     * Every worker's parameters x become the pseudo-gradient {@code reference - x}, in place.
     *
     * @return the parameters under the name {@code pseudo-gradient}
     */
    public StateGroup toPseudoGradients(Tensor reference) {
        forEach(replica -> {
            Tensor x = replica.flat().parameters();
            x.assignDifference(reference, x);
        });
        return parameters.as("pseudo-gradient");
    }

    // What is to be told about the last step.

    /** Learning rate of a step. */
    public double learningRate(long step) {
        return setup.optimizer().learningRate() * setup.schedule().factor(step);
    }

    /** Loss of a worker's last batch. */
    public double loss(int worker) {
        return replicas.get(worker).loss();
    }

    /** Norm of the gradient that a worker last clipped, before clipping. */
    public double gradientNorm(int worker) {
        return replicas.get(worker).gradientNorm();
    }

    /** First step that the present optimizer states have seen: 0, or the step after the last reset. */
    public long optimizerStart() {
        return optimizerStart;
    }

    /** Sets {@link #optimizerStart()} when a checkpoint is restored. */
    public void restoreOptimizerStart(long step) {
        optimizerStart = step;
    }

    // How good a model is.

    /** How the model is measured, the loss first. */
    public List<MeasureKind> measures() {
        return measures;
    }

    /** Every measure over all validation batches at the given flat parameters; leaves the workers alone. */
    public List<WeightedSum> measured(Tensor flat) {
        BatchSource batches = setup.batches();
        return measured(flat, batches.validationBatches(), index -> batches.validation(index, setup.device()));
    }

    /** The same over what is held out of a worker's own data; sums of nothing where there is none. */
    public List<WeightedSum> measured(Tensor flat, int worker) {
        BatchSource batches = setup.batches();
        return measured(flat, batches.heldOutBatches(worker), index -> batches.heldOut(worker, index, setup.device()));
    }

    private List<WeightedSum> measured(Tensor flat, int batches, IntFunction<Batch> source) {
        WeightedSum[][] parts = new WeightedSum[batches][measures.size()];
        threads.run(
                batches,
                index -> TensorScope.run(() -> Autograd.withoutGradients(() -> {
                    Tensor[] views = new Tensor[layout().specs().size()];
                    for (int i = 0; i < views.length; i++) {
                        views[i] = layout().slice(flat, i);
                    }
                    Prediction prediction = setup.model().predict(views, source.apply(index));
                    for (int i = 0; i < parts[index].length; i++) {
                        parts[index][i] = measures.get(i).of(prediction);
                    }
                })));
        List<WeightedSum> sums = new ArrayList<>();
        for (int i = 0; i < measures.size(); i++) {
            WeightedSum sum = WeightedSum.NONE;
            for (WeightedSum[] part : parts) {
                sum = sum.plus(part[i]);
            }
            sums.add(sum);
        }
        return sums;
    }

    /** The value of a measure's sum. */
    public double value(int measure, WeightedSum sum) {
        return measures.get(measure).value(sum.mean(), setup.batches());
    }

    /** A measure as data. */
    public Measure measure(int measure) {
        return measures.get(measure).measure(setup.model().task());
    }

    private void forEach(Consumer<Replica> body) {
        threads.run(replicas.size(), worker -> TensorScope.run(() -> body.accept(replicas.get(worker))));
    }

    @Override
    public void close() {
        threads.close();
        replicas.forEach(Replica::close);
        vectors.forEach(Tensor::close);
    }
}
