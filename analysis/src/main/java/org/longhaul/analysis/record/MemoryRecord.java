package org.longhaul.analysis.record;

import org.jspecify.annotations.Nullable;

/**
 * Memory per worker of one method.
 *
 * @param trained of the model that was trained here
 * @param projected of the model that it stands for; null when that is the same model
 */
public record MemoryRecord(MemoryUse trained, @Nullable MemoryUse projected) {}
