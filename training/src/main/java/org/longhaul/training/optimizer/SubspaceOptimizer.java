package org.longhaul.training.optimizer;

import java.util.List;
import org.longhaul.training.model.GroupFlops;
import org.longhaul.training.tensor.Tensor;

/** An optimizer that trains matrices in subspaces, of which it has a basis among its states. */
public interface SubspaceOptimizer extends Optimizer {
    /** Whether whoever uses it says how the bases change, by {@link #turn}; otherwise it takes them from its gradients. */
    boolean isGivenBases();

    /** Step of the run from which on it is given bases; before it, it takes them from its gradients all the same. */
    long firstGivenStep();

    /**
     * Bases of the subspaces that hold most of a direction of all parameters.
     *
     * @param direction as the parameters, [P]
     * @return a vector as its state of kind {@link StateSpec.Kind#BASIS}
     */
    Tensor basesOf(Tensor direction);

    /** Operations of {@link #basesOf}, by parameter group. */
    List<GroupFlops> basisFlops();

    /** Operations of the bases that an update takes from its gradients itself; none if it takes none. */
    List<GroupFlops> basisFlops(UpdateCount count);

    /**
     * Changes the bases; what else it keeps goes with them.
     *
     * @param bases as {@link #basesOf} makes them
     * @param states its states, which change
     * @param next the update that comes next
     */
    void turn(Tensor bases, List<Tensor> states, UpdateCount next);

    @Override
    default boolean isElementwise() {
        return false;
    }
}
