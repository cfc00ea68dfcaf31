package org.longhaul.wire.compare;

import org.jspecify.annotations.Nullable;

/**
 * One figure of a method, measured and projected.
 *
 * @param name such as {@code total}
 * @param measured seconds; null where it was not reached
 * @param projected seconds; null where it was not reached
 * @param isJudged whether a tolerance applies to it
 */
public record ComparedFigure(String name, @Nullable Double measured, @Nullable Double projected, boolean isJudged) {

    /** What the projection is longer by, as a share of the measured figure; null where there is no such share. */
    public @Nullable Double error() {
        if (measured == null || projected == null) {
            return null;
        }
        if (measured.doubleValue() == projected.doubleValue()) {
            return 0.0;
        }
        return measured == 0 ? null : projected / measured - 1;
    }
}
