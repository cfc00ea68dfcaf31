package org.longhaul.training.method.round;

import java.util.List;
import java.util.Map;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.optimizer.SubspaceOptimizer;
import org.longhaul.training.optimizer.UpdateCount;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.tensor.Tensor;

/**
 * How far the common parameters moved in a round. Every worker knows it when they have been averaged, so that bases made of
 * it are the same on all workers and need not travel.
 */
final class Displacement {
    private final Tensor reference;

    Displacement(Replicas replicas) {
        reference = replicas.newVectorOfInitialParameters();
    }

    /** The next round starts where the workers are, who are all at one place. */
    void startFrom(Replicas replicas) {
        reference.copyInPlace(replicas.parameters().of(replicas.known()));
    }

    /** The optimizers go on in subspaces of the displacement, if they take their bases from it, and the next round starts. */
    void turnBases(long updates, Replicas replicas) {
        if (replicas.setup().optimizer() instanceof SubspaceOptimizer optimizer && optimizer.isGivenBases()) {
            Tensor bases =
                    optimizer.basesOf(replicas.parameters().of(replicas.known()).sub(reference));
            replicas.haveFactorized(optimizer.basisFlops());
            List<StateGroup> states = replicas.optimizerStates();
            replicas.optimizerStarts().forEach((worker, start) -> {
                List<Tensor> own =
                        states.stream().map(state -> state.of(worker)).toList();
                optimizer.turn(bases, own, new UpdateCount(updates, updates - start));
            });
        }
        startFrom(replicas);
    }

    Map<String, Tensor> state() {
        return Map.of("round-start", reference);
    }
}
