package org.longhaul.simulator.workload;

import java.util.Collections;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.Nullable;

/**
 * Occupies the worker for one phase, a share of it or several of it; its duration comes from the
 * {@link org.longhaul.simulator.compute.ComputeModel}, but for that of storage, which is stated.
 *
 * @param phase what is computed
 * @param share of the phase's duration, at least 0 and finite: a pass that is cut into layers has one operation a layer, and what
 *     takes as long as three passes has share 3
 * @param releases exchanges that start on the way, in order of their fractions
 * @param workers who computes, ascending, at least one; null for every worker. The others skip it
 * @param storageNanos how long storage takes; 0 for every other phase
 */
public record Compute(
        Phase phase, double share, List<ReleasePoint> releases, @Nullable List<Integer> workers, long storageNanos)
        implements Operation {

    public Compute {
        if (!(share >= 0 && share < Double.POSITIVE_INFINITY)) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "share (%s) of phase %s must be at least 0 and finite", share, phase));
        }
        if (storageNanos < 0 || (storageNanos > 0 && phase != Phase.STORAGE)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "storageNanos (%d) of phase %s must be 0, or positive for storage",
                    storageNanos,
                    phase));
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

    /** A share of a phase, on some workers. */
    public Compute(Phase phase, double share, List<ReleasePoint> releases, @Nullable List<Integer> workers) {
        this(phase, share, releases, workers, 0);
    }

    /** Some workers are at their storage for a time. */
    public static Compute storage(List<Integer> workers, long nanos) {
        return new Compute(Phase.STORAGE, 1, List.of(), workers, nanos);
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
