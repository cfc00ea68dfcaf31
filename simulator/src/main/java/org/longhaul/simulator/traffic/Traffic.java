package org.longhaul.simulator.traffic;

/** Background traffic that has been made for one run. */
@FunctionalInterface
public interface Traffic {

    /** Begins; from then on it goes on by itself through what it schedules and sends. */
    void start(TrafficHost host);
}
