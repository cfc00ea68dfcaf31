package org.longhaul.training.model;

import java.util.Objects;

/**
 * Operations on the matrices of one parameter group.
 *
 * @param group name of the model's parameter group
 * @param flops floating-point operations
 */
public record GroupFlops(String group, double flops) {
    public GroupFlops {
        Objects.requireNonNull(group, "group");
    }
}
