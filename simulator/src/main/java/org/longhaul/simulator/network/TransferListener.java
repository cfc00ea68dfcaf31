package org.longhaul.simulator.network;

/** Told when a transfer's last byte has reached its target. */
@FunctionalInterface
public interface TransferListener {

    /**
     * The transfer is complete; called from the event loop, so further transfers may be started.
     *
     * @param nowNanos simulated time, nanoseconds since the start of the run
     */
    void completed(long nowNanos);
}
