package org.longhaul.training.model;

import org.longhaul.extension.PlainNumber;

/**
 * Parameters that are computed and exchanged together: the embedding, one block, the final norm and head. A group of no elements
 * stands for work on those of other groups, such as a loop's later passes.
 *
 * @param name unique within the model
 * @param elements number of trained elements, each counted once (a tied head counts to the embedding)
 * @param flopsShare part of the model's floating-point operations that the group's layer performs, 0 to 1; over all
 *     groups the shares sum to 1
 */
public record ParameterGroup(String name, long elements, double flopsShare) {
    public ParameterGroup {
        if (elements < 0) {
            throw new IllegalArgumentException("elements of " + name + " (" + elements + ") must not be negative");
        }
        if (!(flopsShare >= 0 && flopsShare <= 1)) {
            throw new IllegalArgumentException(
                    "flopsShare of " + name + " (" + PlainNumber.of(flopsShare) + ") must be within 0 and 1");
        }
    }
}
