package org.longhaul.training.data;

import org.longhaul.extension.Hashes;

/** What a document is used for: 90 % training, 5 % validation, 5 % test, by a hash of its key. */
public enum Split {
    TRAINING,
    VALIDATION,
    TEST;

    /** The split of a document; the same whatever other documents there are. */
    public static Split of(long key) {
        long twentieth = Long.remainderUnsigned(Hashes.next(key), 20);
        return twentieth == 0 ? VALIDATION : twentieth == 1 ? TEST : TRAINING;
    }
}
