package org.longhaul.simulator.event;

/** What happens at an event; runs on the thread that drives the {@link EventLoop}. */
@FunctionalInterface
public interface Action {

    /**
     * Runs the event.
     *
     * @param nowNanos simulated time of the event, nanoseconds since the start of the run
     */
    void run(long nowNanos);

    /** A small number that tells kinds of events apart in the {@linkplain EventLoop#fingerprint() fingerprint}. */
    default int kind() {
        return 0;
    }
}
