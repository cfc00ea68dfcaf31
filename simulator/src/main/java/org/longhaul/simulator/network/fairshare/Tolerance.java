package org.longhaul.simulator.network.fairshare;

/**
 * How far the levels of links may lie from the exact ones, relatively, while there are many flows.
 *
 * <p>Among tens of thousands of flows each change reaches most of them, however little it changes there. With a tolerance a
 * link keeps its level until the one that would fill it differs by more, so that what a change does ends a link or two away.
 * What links carry is summed up exactly all the while: differences do not add up.
 *
 * <p>When the flows become few enough, what changes is exact at once. Links that nothing changes are looked at again when only
 * half as many are left, which costs little for each flow that has gone.
 *
 * @param flows flows up to which levels are exact, unless there have been more
 * @param relative largest difference beyond that, which is also about what a link may carry beyond its capacity
 */
public record Tolerance(int flows, double relative) {
    /** However many flows there are. */
    public static final Tolerance EXACT = new Tolerance(Integer.MAX_VALUE, 0);

    boolean areMany(int liveFlows) {
        return liveFlows > flows;
    }

    /** Whether the many have gone: all levels are exact again. */
    boolean areFew(int liveFlows) {
        return liveFlows <= flows / 2;
    }

    double of(int liveFlows) {
        return areMany(liveFlows) ? relative : FillingPass.SAME;
    }
}
