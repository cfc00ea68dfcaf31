package org.longhaul.simulator.workload.result;

import java.util.List;

/** A workload cannot finish: says which worker waits on which exchange, and which transfers have not arrived. */
public final class StalledWorkloadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient List<String> findings;
    private final long atNanos;

    public StalledWorkloadException(String message, long atNanos, List<String> findings) {
        super(message
                + String.join("", findings.stream().map(line -> "\n  " + line).toList()));
        this.findings = List.copyOf(findings);
        this.atNanos = atNanos;
    }

    /** Simulated time at which the run was given up, since its start. */
    public long atNanos() {
        return atNanos;
    }

    /** One sentence for each worker, exchange and transfer that is stuck. */
    public List<String> findings() {
        return findings;
    }
}
