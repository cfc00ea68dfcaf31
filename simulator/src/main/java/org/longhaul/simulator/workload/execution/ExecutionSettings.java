package org.longhaul.simulator.workload.execution;

import java.util.Locale;
import org.longhaul.simulator.collective.LibraryProfile;

/**
 * How exchanges are carried out.
 *
 * @param channels parallel connections over which each transfer is spread, 1 to 64
 * @param exchangeOverheadNanos time that software takes before the first transfer of an exchange
 * @param concurrentExchanges exchanges of one group that may be in progress at once; others queue in order of readiness
 * @param lockstepFrom participants from which on the rounds of a collective are entered together
 * @param recognisesRepetition whether steps and rounds that were seen before from an equal state are not simulated again;
 *     changes no result
 * @param exchangesPerWorker exchanges that one worker may take part in at once, over all groups that it belongs to; others
 *     queue in order of readiness; 0 for no limit
 * @param library how the transfers of an exchange are carried out
 */
public record ExecutionSettings(
        int channels,
        long exchangeOverheadNanos,
        int concurrentExchanges,
        int lockstepFrom,
        boolean recognisesRepetition,
        int exchangesPerWorker,
        LibraryProfile library) {

    private static final int MAX_CHANNELS = 64;

    /** One connection, no overhead, one exchange at a time, repetition recognised. */
    public static final ExecutionSettings DEFAULT = new ExecutionSettings(1, 0, 1, 64, true);

    public ExecutionSettings {
        if (channels < 1 || channels > MAX_CHANNELS) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "channels (%d) must be in 1 to %d", channels, MAX_CHANNELS));
        }
        if (exchangeOverheadNanos < 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "exchangeOverheadNanos (%d) must not be negative", exchangeOverheadNanos));
        }
        if (concurrentExchanges < 1) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "concurrentExchanges (%d) must be at least 1", concurrentExchanges));
        }
        if (lockstepFrom < 2) {
            throw new IllegalArgumentException(
                    String.format(Locale.ROOT, "lockstepFrom (%d) must be at least 2", lockstepFrom));
        }
        if (exchangesPerWorker < 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT, "exchangesPerWorker (%d) must be at least 1, or 0 for no limit", exchangesPerWorker));
        }
    }

    /** Settings without a limit per worker and without a library. */
    public ExecutionSettings(
            int channels,
            long exchangeOverheadNanos,
            int concurrentExchanges,
            int lockstepFrom,
            boolean recognisesRepetition) {
        this(
                channels,
                exchangeOverheadNanos,
                concurrentExchanges,
                lockstepFrom,
                recognisesRepetition,
                0,
                LibraryProfile.LOCKSTEP);
    }

    /** These settings with a limit per worker; 0 for none. */
    public ExecutionSettings withExchangesPerWorker(int limit) {
        return new ExecutionSettings(
                channels,
                exchangeOverheadNanos,
                concurrentExchanges,
                lockstepFrom,
                recognisesRepetition,
                limit,
                library);
    }

    /** These settings with repetition recognised or not. */
    public ExecutionSettings withRepetitionRecognised(boolean recognised) {
        return new ExecutionSettings(
                channels,
                exchangeOverheadNanos,
                concurrentExchanges,
                lockstepFrom,
                recognised,
                exchangesPerWorker,
                library);
    }

    /** These settings with exchanges carried out as a library does. */
    public ExecutionSettings withLibrary(LibraryProfile other) {
        return new ExecutionSettings(
                channels,
                exchangeOverheadNanos,
                concurrentExchanges,
                lockstepFrom,
                recognisesRepetition,
                exchangesPerWorker,
                other);
    }
}
