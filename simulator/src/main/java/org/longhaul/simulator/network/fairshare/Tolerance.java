package org.longhaul.simulator.network.fairshare;

/**
 * How far the levels of links may lie from the exact ones, relatively, while there are many flows.
 *
 * <p>Among tens of thousands of flows each change reaches most of them, however little it changes there. With a tolerance a
 * link keeps its level until the one that would fill it differs by more, so that what a change does ends a link or two away.
 * What links carry is summed up exactly all the while: differences do not add up.
 *
 * @param flows flows up to which levels are exact
 * @param relative largest difference beyond that, which is also about what a link may carry beyond its capacity
 */
public record Tolerance(int flows, double relative) {
    /** However many flows there are. */
    public static final Tolerance EXACT = new Tolerance(Integer.MAX_VALUE, 0);

    double of(int liveFlows) {
        return liveFlows > flows ? relative : FillingPass.SAME;
    }
}
