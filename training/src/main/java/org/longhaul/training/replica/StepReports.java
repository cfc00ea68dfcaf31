package org.longhaul.training.replica;

import java.util.List;
import org.longhaul.training.communicate.Members;
import org.longhaul.training.communicate.TrainingEvent;
import org.longhaul.training.communicate.TrainingListener;
import org.longhaul.training.model.GroupFlops;
import org.longhaul.training.optimizer.Optimizer;
import org.longhaul.training.optimizer.SubspaceOptimizer;
import org.longhaul.training.optimizer.UpdateCount;

/** Tells what replicas did, and remembers who computed last. Thread-safety: none; one thread drives it. */
final class StepReports {
    private final TrainingListener listener;
    private final Optimizer optimizer;
    private LastStep lastStep = LastStep.NONE;

    StepReports(TrainingListener listener, Optimizer optimizer) {
        this.listener = listener;
        this.optimizer = optimizer;
    }

    LastStep lastStep() {
        return lastStep;
    }

    /** The learning rate of the step is this. */
    void at(double learningRate) {
        lastStep = lastStep.at(learningRate);
    }

    /** Some have computed gradients of their batches. */
    void computed(List<Replica> some, Members members) {
        lastStep = lastStep.by(some);
        tell(new TrainingEvent.Computed(members));
    }

    /** Some have updated their parameters. */
    void updated(long step, List<Replica> replicas, Members members) {
        tell(new TrainingEvent.Updated(members));
        if (optimizer instanceof SubspaceOptimizer subspaces) {
            long start = replicas.get(0).optimizerStart();
            factorized(subspaces.basisFlops(new UpdateCount(step, step - start)), members);
        }
    }

    /** Some have done so many operations for bases of subspaces. */
    void factorized(List<GroupFlops> flops, Members members) {
        if (!flops.isEmpty()) {
            tell(new TrainingEvent.Factorized(members, flops));
        }
    }

    /** A server has done a step of its own. */
    void trained(Replica server, double learningRate) {
        lastStep = lastStep.at(learningRate).by(List.of(server));
    }

    void tell(TrainingEvent event) {
        listener.heard(event);
    }
}
