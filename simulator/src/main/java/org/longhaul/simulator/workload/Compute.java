package org.longhaul.simulator.workload;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Occupies the worker for one phase, a share of it or several of it; its duration comes from the
 * {@link org.longhaul.simulator.compute.ComputeModel}.
 *
 * @param phase what is computed
 * @param share of the phase's duration, at least 0 and finite: a pass that is cut into layers has one operation a layer, and what
 *     takes as long as three passes has share 3
 * @param releases exchanges that start on the way, in order of their fractions
 * @param workers who computes, ascending, at least one; null for every worker. The others skip it
 */
public record Compute(Phase phase, double share, List<ReleasePoint> releases, @Nullable List<Integer> workers)
        implements Operation {

    public Compute {
        if (!(share >= 0 && share < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "share (%s) of phase %s must be at least 0 and finite", share, phase));
        }
        releases = List.copyOf(releases);
        workers = workers == null ? null : List.copyOf(workers);
        if (workers != null && workers.isEmpty()) {
            throw new IllegalArgumentException("phase " + phase + " must have at least one worker");
        }
        for (int i = 1; i < releases.size(); i++) {
            if (releases.get(i).fraction() < releases.get(i - 1).fraction()) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "releases of phase %s must be in order of their fractions, found %s",
                        phase,
                        releases));
            }
        }
    }

    /** The whole of a phase, on some workers. */
    public Compute(Phase phase, List<ReleasePoint> releases, @Nullable List<Integer> workers) {
        this(phase, 1.0, releases, workers);
    }

    /** The whole of a phase, on every worker. */
    public Compute(Phase phase, List<ReleasePoint> releases) {
        this(phase, 1.0, releases, null);
    }

    /** Whether a worker computes. */
    public boolean includes(int worker) {
        return workers == null || Collections.binarySearch(workers, worker) >= 0;
    }
}
