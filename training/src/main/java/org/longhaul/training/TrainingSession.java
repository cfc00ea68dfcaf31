package org.longhaul.training;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.TreeMap;
import org.longhaul.training.checkpoint.Checkpoint;
import org.longhaul.training.communicate.Answer;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.method.HeldModel;
import org.longhaul.training.method.KeptShares;
import org.longhaul.training.replica.LastStep;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.replica.RoundFigures;
import org.longhaul.training.task.MeasuredModel;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.task.WeightedSum;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * The training of one model by one distributed method: W workers on one device, step by step.
 *
 * <p>Everything random follows from the seed. Losses and checkpoints are the same bits for any number of threads, and a
 * session that restores a checkpoint continues to the same bits as one that was never interrupted.
 *
 * <p>Owns its native memory until {@link #close()}. Thread-safety: none; one thread drives it.
 */
public final class TrainingSession implements AutoCloseable {
    private final Replicas replicas;
    private final Communicator communicator;
    private final DistributedMethod method;
    private final Map<String, String> identity;
    private final Set<String> figures;
    private final Tensor virtualMean;
    private long stepsDone;
    private boolean finished;

    TrainingSession(
            Replicas replicas,
            Communicator communicator,
            DistributedMethod method,
            List<RoundFigure> figures,
            Map<String, String> identity) {
        this.replicas = replicas;
        this.communicator = communicator;
        this.method = method;
        this.figures = figures.stream().map(RoundFigure::id).collect(ImmutableSet.toImmutableSet());
        this.identity = ImmutableMap.copyOf(identity);
        virtualMean = replicas.newVector();
    }

    /** Starts the description of a session. */
    public static TrainingSessionBuilder builder() {
        return new TrainingSessionBuilder();
    }

    /** One step of all workers. After a {@linkplain StepResult#diverged() divergence} further steps mean nothing. */
    public StepResult step() {
        requireUnfinished();
        long step = stepsDone;
        communicator.beginStep();
        replicas.figures().take();
        StepResult.Diverged ended = null;
        try {
            TensorScope.run(() -> method.step(step, replicas, communicator));
        } catch (RuntimeException e) {
            ended = divergence(e);
        }
        stepsDone++;
        LastStep last = replicas.lastStep();
        List<Double> losses = last.losses();
        List<Double> norms = last.gradientNorms();
        double sum = 0;
        for (double loss : losses) {
            sum += loss;
        }
        return new StepResult(
                step,
                sum / losses.size(),
                losses,
                norms,
                last.learningRate(),
                ended == null ? outcome(last, losses, norms) : ended);
    }

    private static StepResult.Outcome outcome(LastStep last, List<Double> losses, List<Double> norms) {
        for (int i = 0; i < losses.size(); i++) {
            if (!Double.isFinite(losses.get(i))) {
                return new StepResult.Diverged(last.computed().get(i), "loss is " + losses.get(i), last.nonFinite(i));
            }
        }
        for (int i = 0; i < norms.size(); i++) {
            if (!Double.isFinite(norms.get(i))) {
                return new StepResult.Diverged(
                        last.computed().get(i), "gradient norm is " + norms.get(i), last.nonFinite(i));
            }
        }
        return new StepResult.Trained();
    }

    /** What a step failed of, if some tensor is not finite: a decomposition, for example, cannot be made of such. */
    private StepResult.Diverged divergence(RuntimeException failure) {
        LastStep last = replicas.lastStep();
        List<Integer> computed = last.computed();
        String what = "the step cannot be done: "
                + String.valueOf(failure.getMessage()).lines().findFirst().orElse("");
        for (int i = 0; i < computed.size(); i++) {
            String tensor = last.nonFinite(i);
            if (tensor != null) {
                return new StepResult.Diverged(computed.get(i), what, tensor);
            }
        }
        for (Map.Entry<String, Tensor> kept : tensors().entrySet()) {
            if (kept.getValue().elements() == replicas.layout().elements()) {
                String parameter = replicas.layout().firstNonFinite(kept.getValue());
                if (parameter != null) {
                    return new StepResult.Diverged("the method", what, kept.getKey() + " of " + parameter);
                }
            }
        }
        throw failure;
    }

    /** Why the loss of the model that was last evaluated is not finite. */
    public StepResult.Diverged divergence(MeasuredModel measured) {
        HeldModel held = method.evaluated(replicas);
        String what = "validation loss is " + measured.loss();
        String tensor = replicas.layout().firstNonFinite(held.parameters());
        return held.holder() == HeldModel.Holder.SERVER
                ? new StepResult.Diverged("the server", what, tensor)
                : new StepResult.Diverged(0, what, tensor);
    }

    /**
     * Ends training with the method's closing exchange, so that all workers hold the model that is evaluated from now on.
     * Nothing is exchanged when they hold it already. No step and no checkpoint may follow.
     *
     * @throws IllegalStateException if no step was done, or training is finished already
     */
    public void finish() {
        requireUnfinished();
        if (stepsDone == 0) {
            throw new IllegalStateException("training cannot be finished before its first step.");
        }
        communicator.beginStep();
        communicator.settle();
        TensorScope.run(() -> method.finish(stepsDone, replicas, communicator));
        replicas.weighing().finish();
        finished = true;
    }

    /**
     * What the method told of its rounds in the last step and when it ended, once: nobody asks again, and before the next step.
     *
     * @throws IllegalStateException if it told a figure that it does not declare
     */
    public RoundFigures.Told takeFigures() {
        replicas.weighing().tell();
        RoundFigures.Told told = replicas.figures().take();
        requireDeclared(told.ofRound());
        told.ofClients().values().forEach(this::requireDeclared);
        return told;
    }

    private void requireDeclared(Map<String, Double> told) {
        for (String id : told.keySet()) {
            if (!figures.contains(id)) {
                throw new IllegalStateException(
                        "the method tells the figure " + id + ", and declares only " + figures + ".");
            }
        }
    }

    /** Ids of the figures that the method tells of its rounds. */
    public Set<String> figures() {
        return figures;
    }

    /** Whether the last step exchanged something that is only told when the next begins: then nothing can be kept yet. */
    public boolean hasMoreToTell() {
        return communicator.hasMoreToTell();
    }

    private void requireUnfinished() {
        if (finished) {
            throw new IllegalStateException("training is finished after step " + stepsDone + "; nothing follows.");
        }
    }

    /** Steps done so far, restored ones included: the number of the next step. */
    public long stepsDone() {
        return stepsDone;
    }

    /** Learning rate of the last step by the schedule; 0 before the first. */
    public double learningRate() {
        return stepsDone == 0 ? 0 : replicas.learningRate(Math.max(0, stepsDone - undoneSteps() - 1));
    }

    /** Steps so far that were done for nothing, since all workers went back to a checkpoint: as many more are to be done. */
    public long undoneSteps() {
        return method.undoneSteps(communicator);
    }

    /** Number of workers. */
    public int workers() {
        return replicas.workers();
    }

    /** Trained elements of the model. */
    public long elements() {
        return replicas.layout().elements();
    }

    /** The member whose process holds the model that is evaluated, and measures it: a worker's rank, or a server's after them. */
    public int evaluatingRank() {
        return method.evaluated(replicas).rank(replicas);
    }

    /**
     * Every measure of the model that the method's first worker or server holds and, while the workers differ, of their mean. Of a
     * member in a process of its own, only where it is the {@linkplain #evaluatingRank evaluating} one; nobody has the mean then.
     */
    public MeasuredModel measure() {
        return measure(false);
    }

    /** The same, and on what is held out of each worker's own data beside it. */
    public MeasuredModel measureByClient() {
        return measure(true);
    }

    private MeasuredModel measure(boolean byClient) {
        Tensor held = method.evaluated(replicas).parameters();
        List<WeightedSum> sums = replicas.measuring().validated(held);
        Map<Integer, List<WeightedSum>> ofClients = byClient ? measuredByWorker(held) : Map.of();
        List<WeightedSum> virtual = null;
        StateGroup parameters = replicas.parameters().of(method.members(replicas));
        if (replicas.setup().only() == null && !parameters.isEqualOnAllWorkers()) {
            virtualMean(parameters);
            virtual = replicas.measuring().validated(virtualMean);
        }
        List<MeasuredModel.Value> values = new ArrayList<>();
        for (int i = 0; i < sums.size(); i++) {
            values.add(new MeasuredModel.Value(
                    replicas.measuring().measure(i),
                    replicas.measuring().value(i, sums.get(i)),
                    virtual == null ? null : replicas.measuring().value(i, virtual.get(i)),
                    clients(i, ofClients)));
        }
        return new MeasuredModel(values);
    }

    /** Each worker by its own model, where it has one, which only the process has that computes for it. */
    private Map<Integer, List<WeightedSum>> measuredByWorker(Tensor held) {
        Map<Integer, List<WeightedSum>> measured = new TreeMap<>();
        Integer only = replicas.setup().only();
        TensorScope.run(() -> {
            Map<Integer, Tensor> models = new TreeMap<>();
            for (int worker = 0; worker < replicas.workers(); worker++) {
                Tensor own = method.evaluatedOf(worker, stepsDone, replicas);
                if (own == null || only == null || only == worker) {
                    models.put(worker, own == null ? held : own);
                }
            }
            measured.putAll(replicas.measuring().heldOut(models));
        });
        return measured;
    }

    private List<MeasuredModel.ClientValue> clients(int measure, Map<Integer, List<WeightedSum>> ofClients) {
        List<MeasuredModel.ClientValue> values = new ArrayList<>();
        ofClients.forEach((worker, sums) -> {
            WeightedSum sum = sums.get(measure);
            if (sum.weight() > 0) {
                values.add(new MeasuredModel.ClientValue(
                        worker, replicas.measuring().value(measure, sum), sum.weight()));
            }
        });
        return values;
    }

    /** Here and not with the replicas, so that no method can have the mean without an exchange. */
    private void virtualMean(StateGroup parameters) {
        TensorScope.run(() -> {
            double[] weights = method.weights();
            double sum = 0;
            virtualMean.zeroInPlace();
            for (int worker : parameters.ranks()) {
                double weight = weights == null ? 1 : weights[worker];
                virtualMean.addInPlace(parameters.of(worker), weight);
                sum += weight;
            }
            virtualMean.mulInPlace(1 / sum);
        });
    }

    /** What one worker keeps, counted from the tensors; what servers keep is not among it. */
    public WorkerMemory memoryUse() {
        long vector = bytes(virtualMean);
        long outer = 0;
        Set<String> elsewhere = method.ofServers();
        for (Map.Entry<String, Tensor> own : method.state().entrySet()) {
            outer += elsewhere.contains(own.getKey()) ? 0 : bytes(own.getValue());
        }
        outer += vector * replicas.keptNames().size();
        long states = 0;
        for (StateGroup state : replicas.optimizerStates()) {
            states += state.layout().elements() * virtualMean.dtype().bytes();
        }
        KeptShares kept = method.keptShares();
        int models = 1 + method.furtherModels().size();
        return new WorkerMemory(
                Math.round(kept.parameters() * vector * models),
                Math.round(kept.gradients() * vector * models),
                Math.round(kept.optimizerState() * states * models),
                Math.round(kept.methodState() * outer));
    }

    private static long bytes(Tensor tensor) {
        return tensor.elements() * tensor.dtype().bytes();
    }

    /**
     * Writes a checkpoint of everything that persists between steps. A crash at any moment leaves the folder with the
     * former checkpoint or with this one.
     *
     * @param directory made if absent; holds one checkpoint, which is replaced
     * @throws IOException if it cannot be written
     * @throws IllegalStateException if training is finished
     */
    public void save(Path directory) throws IOException {
        requireUnfinished();
        if (hasMoreToTell()) {
            throw new IllegalStateException("exchanges of step " + stepsDone + " are still to be told.");
        }
        communicator.settle();
        new Checkpoint(stepsDone, replicas.optimizerStarts(), replicas.restingUpdates(), identity)
                .save(directory, tensors());
    }

    /**
     * Continues from a checkpoint of the same training: same model, method, optimizer, workers and seed.
     *
     * @throws IOException (usually a {@link org.longhaul.training.checkpoint.CheckpointException}) if there is none, or
     *     it is damaged, or of another training
     */
    public void restore(Path directory) throws IOException {
        Checkpoint checkpoint = Checkpoint.restore(directory, identity, found -> {
            replicas.restore(found.optimizerStarts(), found.restingUpdates());
            // Those who take part have all models, and their optimizers begin and rest at the same steps.
            method.furtherModels().forEach(each -> each.restore(found.optimizerStarts(), found.restingUpdates()));
            return tensors();
        });
        stepsDone = checkpoint.step();
    }

    /** Everything that the network has answered so far, in order. */
    public List<Answer> answers() {
        return communicator.answers();
    }

    /**
     * The same, of a method that asks the network.
     *
     * @param answered everything that the network has answered up to the checkpoint, in order
     */
    public void restore(Path directory, List<Answer> answered) throws IOException {
        restore(directory);
        communicator.restore(answered);
    }

    private Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = replicas.tensors();
        List<Replicas> further = method.furtherModels();
        for (int i = 0; i < further.size(); i++) {
            String prefix = "model-" + (i + 2) + ".";
            further.get(i).tensors().forEach((name, vector) -> tensors.put(prefix + name, vector));
        }
        method.state().forEach((name, vector) -> tensors.put("method." + name, vector));
        method.stored().forEach((name, vector) -> tensors.put("stored." + name, vector));
        return tensors;
    }

    @Override
    public void close() {
        communicator.close();
        method.furtherModels().forEach(Replicas::close);
        replicas.close();
    }
}
