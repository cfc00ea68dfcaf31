package org.longhaul.training.dataset.file;

import java.nio.file.Path;

/** Refuses data that would not leave a run the memory it needs, before there is none left. Not thread-safe. */
final class HeapShare {
    /** Most of the memory of Java that one data set may take. */
    private static final double SHARE = 0.75;

    private final ExpectedFiles expected;
    private final long most = (long) (SHARE * Runtime.getRuntime().maxMemory());
    private long held;

    HeapShare(ExpectedFiles expected) {
        this.expected = expected;
    }

    /** So many bytes more are about to be held. @throws org.longhaul.training.data.DataException if they are too many */
    void more(long bytes, Path file) {
        held += bytes;
        if (held > most) {
            throw expected.fault(
                    file,
                    "brings the data set to more than " + (most >> 20)
                            + " MiB, three quarters of the memory that Java has"
                            + "; allowed: less\nMaybe give Java more with -Xmx, or take fewer files or examples.");
        }
    }
}
