package org.longhaul.simulator.workload.result;

/** A workload cannot finish: carries why, and what happened on the network up to then. */
public final class StalledWorkloadException extends RuntimeException {

    private static final long serialVersionUID = 1L;

    private final transient Stall stall;
    private final transient Surroundings surroundings;

    public StalledWorkloadException(Stall stall, Surroundings surroundings) {
        super(stall.words());
        this.stall = stall;
        this.surroundings = surroundings;
    }

    /** Which worker waits on which exchange, and which transfers have not arrived. */
    public Stall stall() {
        return stall;
    }

    /** What happened on the network besides the job, up to the moment when it was given up. */
    public Surroundings surroundings() {
        return surroundings;
    }
}
