package org.longhaul.simulator.network.flow.fluid;

/**
 * What a flow is counted as by the arc that holds it; times are those that the arc takes for bytes.
 *
 * @param arc the arc
 * @param part of the arc's rate that it would take, in parts of a whole number
 * @param entry how many times faster than the arc takes it a burst comes to it, in the same parts
 * @param queueNanos the room of the arc's queue
 * @param rttNanos round trip without queues
 * @param latencyNanos one way
 * @param windowNanos the window that it waits with for acknowledgements
 * @param frontNanos what of its windows others' acknowledgements wait for
 * @param besideNanos what they may wait for beside that
 */
public record HeldFlow(
        int arc,
        long part,
        long entry,
        long queueNanos,
        long rttNanos,
        long latencyNanos,
        long windowNanos,
        long frontNanos,
        long besideNanos) {}
