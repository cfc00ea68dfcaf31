package org.longhaul.simulator.workload.result;

/**
 * How far a background job came until the job that is looked at ended.
 *
 * @param name of the job
 * @param steps completed by all its workers
 * @param stepNanos mean duration of these, nanoseconds; 0 if there are none
 * @param hasFinished whether it came to its own end
 */
public record BackgroundJobResult(String name, long steps, long stepNanos, boolean hasFinished) {}
