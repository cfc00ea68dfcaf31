package org.longhaul.simulator.validation;

import org.longhaul.simulator.collective.execution.ExecutionHost;

/** A run in which nothing is skipped. */
final class UnwatchedHost implements ExecutionHost {

    @Override
    public boolean isQuiet() {
        return false;
    }

    @Override
    public void skip(long nanos) {
        throw new IllegalStateException("nothing is known that could be skipped");
    }

    @Override
    public void addArcBytes(long[] payload, long[] wire, long times) {
        throw new IllegalStateException("nothing is known that could be added");
    }
}
