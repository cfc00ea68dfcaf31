package org.longhaul.simulator.workload;

/**
 * One operation of the program that every worker runs in a step. A worker runs its operations in order; it skips those
 * on exchanges that it is no member of.
 */
public sealed interface Operation permits Compute, Begin, Await {}
