package org.longhaul.training.optimizer;

/**
 * One state vector of an optimizer, as long as the parameters.
 *
 * @param name {@code first-moment}, {@code first-moment-2}, {@code second-moment}
 * @param kind which moment of the gradient it estimates
 */
public record StateSpec(String name, Kind kind) {
    /** Which moment of the gradient a state estimates; distributed methods give each kind its own sync period. */
    public enum Kind {
        /** A momentum: a running mean of gradients. */
        FIRST_MOMENT,
        /** A running mean of squared gradients. */
        SECOND_MOMENT
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
}
