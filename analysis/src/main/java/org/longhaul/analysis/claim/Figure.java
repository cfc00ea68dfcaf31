package org.longhaul.analysis.claim;

import java.util.Locale;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.statistics.MethodSummary;
import org.longhaul.analysis.statistics.Spread;

/** A figure of one method, the mean over its seeds. */
public enum Figure {
    /** Projected duration of the whole budget, seconds. */
    SECONDS,
    /** Simulated time to the run's first target, seconds; only when every seed reached it. */
    SECONDS_TO_TARGET,
    /** Bytes charged to one worker until the first target; only when every seed reached it. */
    CHARGED_BYTES_TO_TARGET,
    /** Bytes that one worker's host put on its links until the first target; only when every seed reached it. */
    LINK_BYTES_TO_TARGET,
    /** Bytes that the trained tensors of one worker's exchanges encode to. */
    VECTOR_BYTES,
    /** The same for the model that is charged. */
    CHARGED_BYTES,
    /** Bytes that one worker's host put on its links. */
    LINK_BYTES,
    /** Charged bytes in sizes of one model. */
    UNITS,
    /** Share of the time spent in compute, 0 to 1. */
    COMPUTE_SHARE,
    /** Share of the time spent in exchanges that no compute hid, 0 to 1. */
    EXPOSED_COMMUNICATION_SHARE,
    /** Time of exchanges that no compute hid, seconds per worker. */
    EXPOSED_COMMUNICATION_SECONDS,
    /** Price of the carried bytes. */
    DOLLARS;

    /** Returns the figure, or NaN when the method has none. */
    double of(MethodSummary method) {
        return switch (this) {
            case SECONDS -> method.simulatedSeconds().mean();
            case SECONDS_TO_TARGET ->
                reached(method) ? mean(method.targets().get(0).seconds()) : Double.NaN;
            case CHARGED_BYTES_TO_TARGET ->
                reached(method) ? mean(method.targets().get(0).chargedBytes()) : Double.NaN;
            case LINK_BYTES_TO_TARGET ->
                reached(method) ? mean(method.targets().get(0).linkBytes()) : Double.NaN;
            case VECTOR_BYTES -> method.vectorBytes();
            case CHARGED_BYTES -> method.chargedBytes();
            case LINK_BYTES -> method.linkBytes();
            case UNITS -> method.units();
            case COMPUTE_SHARE -> method.time().share(method.time().compute());
            case EXPOSED_COMMUNICATION_SHARE ->
                method.time().share(method.time().exposedCommunication());
            case EXPOSED_COMMUNICATION_SECONDS -> method.time().exposedCommunication();
            case DOLLARS -> mean(method.dollars());
        };
    }

    /** Whether only a run with a target has it. */
    boolean isAboutTarget() {
        return this == SECONDS_TO_TARGET || this == CHARGED_BYTES_TO_TARGET || this == LINK_BYTES_TO_TARGET;
    }

    private static boolean reached(MethodSummary method) {
        return !method.targets().isEmpty()
                && method.targets().get(0).reached() == method.seeds().size();
    }

    private static double mean(@Nullable Spread spread) {
        return spread == null ? Double.NaN : spread.mean();
    }

    /** Returns the name in lower case with hyphens. */
    String label() {
        return name().toLowerCase(Locale.ROOT).replace('_', '-');
    }
}
