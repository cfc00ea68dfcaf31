package org.longhaul.wire.record;

/**
 * One estimate of what lies between a member's clock and that of rank 0.
 *
 * @param session number of the session, since a process that is started again has a clock that begins anew
 * @param rank the member
 * @param atNanos when it was made, by the member's clock
 * @param offsetNanos what is added to the member's clock to have that of rank 0
 * @param errorNanos bound of the estimate's error: half the shortest round trip
 */
public record ClockReading(int session, int rank, long atNanos, long offsetNanos, long errorNanos) {}
