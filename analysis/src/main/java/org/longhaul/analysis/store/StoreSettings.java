package org.longhaul.analysis.store;

import java.time.Duration;

/**
 * How a store is opened.
 *
 * @param threads threads of the query engine, at least 1
 * @param memoryMebibytes memory that the query engine may take, at least 64
 * @param readOnly whether to open an existing store for reading only, beside other readers
 * @param isolated whether queries are kept from files, from the network and from changing the settings
 * @param patience how long to wait while another process has the store open
 */
public record StoreSettings(int threads, int memoryMebibytes, boolean readOnly, boolean isolated, Duration patience) {

    /** Validates the settings. */
    public StoreSettings {
        if (threads < 1) {
            throw new IllegalArgumentException("threads (" + threads + ") must be at least 1.");
        }
        if (memoryMebibytes < 64) {
            throw new IllegalArgumentException("memoryMebibytes (" + memoryMebibytes + ") must be at least 64.");
        }
    }

    /** Returns settings for one thread, 256 MiB, writing, and five seconds of patience. */
    public static StoreSettings defaults() {
        return new StoreSettings(1, 256, false, false, Duration.ofSeconds(5));
    }

    /** Returns these settings for reading only. */
    public StoreSettings forReading() {
        return new StoreSettings(threads, memoryMebibytes, true, false, patience);
    }

    /** Returns these settings for the queries of people: reading only, and nothing but the store. */
    public StoreSettings forQueries() {
        return new StoreSettings(threads, memoryMebibytes, true, true, patience);
    }
}
