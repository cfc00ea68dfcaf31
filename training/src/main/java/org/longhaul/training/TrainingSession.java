package org.longhaul.training;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.longhaul.training.checkpoint.Checkpoint;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.method.DistributedMethod;
import org.longhaul.training.replica.Replicas;
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
    private final double bytesPerToken;
    private final Tensor evaluation;
    private long stepsDone;

    TrainingSession(
            Replicas replicas,
            Communicator communicator,
            DistributedMethod method,
            Map<String, String> identity,
            double bytesPerToken) {
        this.replicas = replicas;
        this.communicator = communicator;
        this.method = method;
        this.identity = Map.copyOf(identity);
        this.bytesPerToken = bytesPerToken;
        evaluation = replicas.newVector();
    }

    /** Starts the description of a session. */
    public static TrainingSessionBuilder builder() {
        return new TrainingSessionBuilder();
    }

    /** One step of all workers. After a {@linkplain StepResult#diverged() divergence} further steps mean nothing. */
    public StepResult step() {
        long step = stepsDone;
        TensorScope.run(() -> method.step(step, replicas, communicator));
        stepsDone++;
        List<Double> losses = new ArrayList<>(replicas.workers());
        List<Double> norms = new ArrayList<>(replicas.workers());
        double sum = 0;
        for (int worker = 0; worker < replicas.workers(); worker++) {
            losses.add(replicas.loss(worker));
            norms.add(replicas.gradientNorm(worker));
            sum += replicas.loss(worker);
        }
        return new StepResult(
                step, sum / replicas.workers(), losses, norms, replicas.learningRate(step), outcome(losses, norms));
    }

    private static StepResult.Outcome outcome(List<Double> losses, List<Double> norms) {
        for (int worker = 0; worker < losses.size(); worker++) {
            if (!Double.isFinite(losses.get(worker))) {
                return new StepResult.Diverged(worker, "loss is " + losses.get(worker));
            }
        }
        for (int worker = 0; worker < norms.size(); worker++) {
            if (!Double.isFinite(norms.get(worker))) {
                return new StepResult.Diverged(worker, "gradient norm is " + norms.get(worker));
            }
        }
        return new StepResult.Trained();
    }

    /** Steps done so far, restored ones included: the number of the next step. */
    public long stepsDone() {
        return stepsDone;
    }

    /** Number of workers. */
    public int workers() {
        return replicas.workers();
    }

    /** Trained elements of the model. */
    public long elements() {
        return replicas.layout().elements();
    }

    /** Loss of the method's evaluation parameters (mean over the workers, or outer) on the validation set. */
    public ValidationLoss validationLoss() {
        TensorScope.run(() -> method.evaluationParameters(replicas, evaluation));
        double nats = replicas.validationLoss(evaluation);
        return new ValidationLoss(nats, nats / Math.log(2) / bytesPerToken);
    }

    /** What one worker keeps, counted from the tensors. */
    public MemoryUse memoryUse() {
        long states = 0;
        for (StateGroup state : replicas.optimizerStates()) {
            states += bytes(state.of(0));
        }
        long outer = 0;
        for (Tensor vector : method.state().values()) {
            outer += bytes(vector);
        }
        return new MemoryUse(
                bytes(replicas.parameters().of(0)), bytes(replicas.gradients().of(0)), states, outer);
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
     */
    public void save(Path directory) throws IOException {
        new Checkpoint(stepsDone, replicas.optimizerStart(), identity).save(directory, tensors());
    }

    /**
     * Continues from a checkpoint of the same training: same model, method, optimizer, workers and seed.
     *
     * @throws IOException (usually a {@link org.longhaul.training.checkpoint.CheckpointException}) if there is none, or
     *     it is damaged, or of another training
     */
    public void restore(Path directory) throws IOException {
        Checkpoint checkpoint = Checkpoint.restore(directory, identity, tensors());
        stepsDone = checkpoint.step();
        replicas.restoreOptimizerStart(checkpoint.optimizerStart());
    }

    private Map<String, Tensor> tensors() {
        Map<String, Tensor> tensors = new LinkedHashMap<>();
        List<StateGroup> groups = new ArrayList<>(List.of(replicas.parameters()));
        groups.addAll(replicas.optimizerStates());
        for (StateGroup group : groups) {
            for (int worker = 0; worker < group.workers(); worker++) {
                tensors.put("worker-" + worker + "." + group.name(), group.of(worker));
            }
        }
        method.state().forEach((name, vector) -> tensors.put("method." + name, vector));
        return tensors;
    }

    @Override
    public void close() {
        replicas.close();
    }
}
