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

    /**
     * What of a transfer need not be sent again when its connection is closed before it is complete. Asked again later of what
     * it kept, it must keep that.
     *
     * @param arrivedBytes payload that has reached the target, from the first byte on
     * @return at most these; none unless said otherwise
     */
    default long keptBytes(long arrivedBytes) {
        return 0;
    }
}
