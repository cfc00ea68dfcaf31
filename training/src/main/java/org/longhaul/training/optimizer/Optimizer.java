package org.longhaul.training.optimizer;

import java.util.List;
import org.longhaul.training.model.Layout;
import org.longhaul.training.tensor.Tensor;

/**
 * A local optimizer on flat vectors: one update is a handful of operators, whatever the number of parameters.
 *
 * <p>Holds no state of its own, so that one instance serves all replicas from several threads.
 */
public interface Optimizer {
    /**
     * The same optimizer for parameters that lie so; itself if it treats all elements alike and they have no multipliers.
     * Unless it was made for a layout, an optimizer takes the parameters for one vector.
     */
    default Optimizer on(Layout layout) {
        return Multiplied.on(this, layout);
    }

    /**
     * The same optimizer with its weight decay times a factor.
     *
     * @throws IllegalArgumentException if it takes none
     */
    default Optimizer decayedBy(double factor) {
        if (factor == 1) {
            return this;
        }
        throw new IllegalArgumentException("this optimizer's weight decay cannot differ from parameter to parameter.");
    }

    /** The state vectors it needs, in the order in which {@link #update} takes them; all start at zero. */
    List<StateSpec> states();

    /** Whether the step mixes the present gradient with slow momenta (Ma and Yarats, arXiv 1810.06801). */
    default boolean isQuasiHyperbolic() {
        return false;
    }

    /** Whether each element's update depends on that element's gradient and states alone. */
    default boolean isElementwise() {
        return true;
    }

    /** Peak learning rate, before the schedule's factor. */
    double learningRate();

    /**
     * One update in place.
     *
     * @param parameters flat parameters x, P elements
     * @param gradient flat gradient g, P elements; its content is lost
     * @param states flat states as {@link #states()} lists them
     * @param count which update it is
     * @param learningRate learning rate of this step, schedule included
     */
    void update(Tensor parameters, Tensor gradient, List<Tensor> states, UpdateCount count, double learningRate);
}
