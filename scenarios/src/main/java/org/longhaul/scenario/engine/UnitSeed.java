package org.longhaul.scenario.engine;

import org.longhaul.simulator.event.RandomStreams;

/**
 * The seed of a unit, and whether its simulation has asked anything of it. Where nothing is drawn, no time was measured and no other
 * job repeats a training, it never does: then every seed under which the method does the same gives the same. Not thread-safe.
 */
final class UnitSeed {
    private final long value;
    private final RandomStreams streams;
    private boolean isUsed;

    UnitSeed(long value) {
        this.value = value;
        this.streams = new RandomStreams(value, this::use);
    }

    long value() {
        return value;
    }

    /** What is drawn from it. Who asks has used it. */
    RandomStreams streams() {
        return streams;
    }

    /** Says that something was asked that another seed may answer otherwise. */
    void use() {
        isUsed = true;
    }

    boolean isUsed() {
        return isUsed;
    }
}
