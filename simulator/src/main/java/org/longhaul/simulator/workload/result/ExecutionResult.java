package org.longhaul.simulator.workload.result;

import java.util.List;

/** What an executed workload took: times per worker, bytes per link and direction, and the run's fingerprint. */
public final class ExecutionResult {

    private final long steps;
    private final long repeatedSteps;
    private final long elapsedNanos;
    private final List<TimeSpent> workers;
    private final long[] arcPayloadBytes;
    private final long[] arcWireBytes;
    private final long fingerprint;
    private final long[] lostNanos;
    private final Surroundings surroundings;

    public ExecutionResult(
            long steps,
            long repeatedSteps,
            long elapsedNanos,
            List<TimeSpent> workers,
            long[] arcPayloadBytes,
            long[] arcWireBytes,
            long fingerprint,
            long[] lostNanos,
            Surroundings surroundings) {
        this.steps = steps;
        this.repeatedSteps = repeatedSteps;
        this.elapsedNanos = elapsedNanos;
        this.workers = List.copyOf(workers);
        this.arcPayloadBytes = arcPayloadBytes.clone();
        this.arcWireBytes = arcWireBytes.clone();
        this.fingerprint = fingerprint;
        this.lostNanos = lostNanos.clone();
        this.surroundings = surroundings;
    }

    /** Steps completed by all workers. */
    public long steps() {
        return steps;
    }

    /** Steps whose outcome was known from an identical one before; no other figure depends on it. */
    public long repeatedSteps() {
        return repeatedSteps;
    }

    /** Time until the last worker completed its last step and the last exchange ended. */
    public long elapsedNanos() {
        return elapsedNanos;
    }

    /** Where the time went, by worker. */
    public List<TimeSpent> workers() {
        return workers;
    }

    /** Payload bytes that crossed a directed link, of this job and whoever shared the network with it; arcs as in {@link org.longhaul.topology.Topology}. */
    public long arcPayloadBytes(int arc) {
        return arcPayloadBytes[arc];
    }

    /** Bytes that crossed a directed link with headers and retransmissions. */
    public long arcWireBytes(int arc) {
        return arcWireBytes[arc];
    }

    /** Hash over every completed step and exchange: equal runs have equal fingerprints. */
    public long fingerprint() {
        return fingerprint;
    }

    /**
     * Time that crashes took from a worker, nanoseconds: computations that were lost, down time and restarts. Part of its
     * idle time.
     */
    public long lostNanos(int worker) {
        return lostNanos[worker];
    }

    /** What happened on the network besides the job. */
    public Surroundings surroundings() {
        return surroundings;
    }
}
