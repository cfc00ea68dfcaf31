package org.longhaul.training.optimizer;

import org.jspecify.annotations.Nullable;
import org.longhaul.training.model.Layout;

/**
 * One state vector of an optimizer.
 *
 * @param name {@code first-moment}, {@code first-moment-2}, {@code second-moment}, ...
 * @param kind what it is
 * @param own where the parts of a vector of another length than the parameters' lie; null if it is as long as they are
 */
public record StateSpec(String name, Kind kind, @Nullable Layout own) {
    /** What a state is; distributed methods give each kind its own sync period. */
    public enum Kind {
        /** A momentum: a running mean of gradients. */
        FIRST_MOMENT,
        /** A running mean of squared gradients. */
        SECOND_MOMENT,
        /** Orthonormal columns that span the subspace in which a matrix is trained. */
        BASIS,
        /** What a projection has dropped of the gradients so far. */
        ERROR
    }

    /** As long as the parameters. */
    public StateSpec(String name, Kind kind) {
        this(name, kind, null);
    }

    /** The only first moment of an optimizer. */
    static StateSpec firstMoment() {
        return new StateSpec("first-moment", Kind.FIRST_MOMENT);
    }

    /** First moment number {@code index} (from 1) of several. */
    static StateSpec firstMoment(int index) {
        return new StateSpec("first-moment-" + index, Kind.FIRST_MOMENT);
    }

    /** The second moment. */
    static StateSpec secondMoment() {
        return new StateSpec("second-moment", Kind.SECOND_MOMENT);
    }

    /** Where its parts lie, beside parameters that lie so. */
    public Layout layout(Layout parameters) {
        return own == null ? parameters : own;
    }
}
