package org.longhaul.training.method;

import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.codec.Codec;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * Workers that step on their own and exchange some of their states after so many updates each. Local SGD, Local Adam, DES-LOC,
 * MT-DAO, DiLoCo and the federated methods are settings of it: they differ in what is averaged how often, and in what a
 * server does with the mean of the parameters.
 *
 * <p>The model is the server's; without one it is worker 0's, which is everybody's after the parameters were averaged.
 */
final class LocalUpdates implements DistributedMethod {

    /** An optimizer state, and how often it is averaged. */
    private record AveragedState(StateGroup state, long period, @Nullable Codec format) {}

    private final long parameterPeriod;
    private final @Nullable Codec parameterFormat;
    private final List<AveragedState> states = new ArrayList<>();
    private Order order = Order.AFTER_UPDATE;
    private RoundState optimizerState = RoundState.KEEP;
    private @Nullable ServerOptimizer server;
    private double @Nullable [] weights;
    private @Nullable StateGroup residuals;
    private @Nullable Ddp warmUp;
    private long warmUpSteps;

    /**
     * Averages the parameters of all workers, after the update, and nothing else.
     *
     * @param parameterPeriod updates from one mean of the parameters to the next
     * @param parameterFormat of what is sent for it; null for the usual one
     */
    LocalUpdates(long parameterPeriod, @Nullable Codec parameterFormat) {
        this.parameterPeriod = parameterPeriod;
        this.parameterFormat = parameterFormat;
    }

    /** Averages some optimizer states too, before the parameters and in the order of these calls. */
    LocalUpdates averaging(List<StateGroup> optimizerStates, long period, @Nullable Codec format) {
        optimizerStates.forEach(state -> states.add(new AveragedState(state, period, format)));
        return this;
    }

    /** Exchanges before or after the update of a step. */
    LocalUpdates in(Order ofStep) {
        order = ofStep;
        return this;
    }

    /** A server makes the next parameters of what the workers' came to. */
    LocalUpdates with(ServerOptimizer optimizer) {
        server = optimizer;
        return this;
    }

    /** What each worker counts for in the mean of the parameters, by rank. */
    LocalUpdates weighted(double[] byRank) {
        weights = byRank.clone();
        return this;
    }

    /** What encoding drops of the parameters or pseudo-gradients is kept here and sent in the next round. */
    LocalUpdates owing(StateGroup ofWorkers) {
        residuals = ofWorkers;
        return this;
    }

    /** What becomes of the workers' optimizer states after a mean of the parameters. */
    LocalUpdates endingRoundsWith(RoundState ofOptimizer) {
        optimizerState = ofOptimizer;
        return this;
    }

    /** Some steps of another method come first, after which the workers are equal. */
    LocalUpdates after(Ddp method, long steps) {
        warmUp = method;
        warmUpSteps = steps;
        return this;
    }

    @Override
    public void step(long step, Replicas replicas, Communicator communicator) {
        if (warmUp != null && step < warmUpSteps) {
            warmUp.step(step, replicas, communicator);
        } else if (order == Order.BEFORE_UPDATE) {
            replicas.computeClippedGradients(step);
            if (step > warmUpSteps) {
                exchange(step, replicas, communicator, Release.START_OF_STEP);
            }
            replicas.update(step);
        } else {
            replicas.localStep(step);
            exchange(step + 1, replicas, communicator, Release.AFTER_BACKWARD);
        }
    }

    /** Exchanges what is due when so many updates are done. */
    private void exchange(long updates, Replicas replicas, Communicator communicator, Release release) {
        for (AveragedState averaged : states) {
            if (updates % averaged.period == 0) {
                communicator.allReduceMean(averaged.state, averaged.format, release, null);
            }
        }
        if (updates % parameterPeriod == 0) {
            shareParameters(updates, replicas, communicator, release);
            if (optimizerState == RoundState.RESET) {
                replicas.resetOptimizer(updates);
            }
        }
    }

    /** Makes the workers' parameters the same. */
    private void shareParameters(long updates, Replicas replicas, Communicator communicator, Release release) {
        if (server == null) {
            mean(replicas.parameters(), communicator, release);
            return;
        }
        StateGroup sent =
                server.takesPseudoGradients() ? replicas.toPseudoGradients(server.parameters()) : replicas.parameters();
        mean(sent, communicator, release);
        server.step(sent.of(0), (updates - 1) / parameterPeriod + 1);
        replicas.adopt(server.parameters());
    }

    private void mean(StateGroup sent, Communicator communicator, Release release) {
        StateGroup group = residuals == null ? sent : sent.withErrorFeedback(residuals);
        communicator.allReduceMean(group, parameterFormat, release, weights);
    }

    @Override
    public void finish(long steps, Replicas replicas, Communicator communicator) {
        boolean equal = steps <= warmUpSteps || (order == Order.AFTER_UPDATE && steps % parameterPeriod == 0);
        if (!equal) {
            shareParameters(steps, replicas, communicator, Release.AFTER_BACKWARD);
        }
    }

    @Override
    public HeldModel evaluated(Replicas replicas) {
        return server == null ? HeldModel.ofFirstWorker(replicas) : HeldModel.ofServer(server.parameters());
    }

    @Override
    public double @Nullable [] weights() {
        return weights == null ? null : weights.clone();
    }

    @Override
    public Map<String, Tensor> state() {
        return server == null ? Map.of() : server.state();
    }
}
