package org.longhaul.training.communicate;

import java.util.Objects;

/**
 * The part of a payload that belongs to one parameter group.
 *
 * @param group name of the model's parameter group
 * @param elements number of values, at least 1
 */
public record GroupElements(String group, long elements) {
    public GroupElements {
        Objects.requireNonNull(group, "group");
        if (elements < 1) {
            throw new IllegalArgumentException(
                    "elements (" + elements + ") of group " + group + " must be at least 1.");
        }
    }
}
