package org.longhaul.training.communicate;

import java.util.Objects;

/**
 * The part of a payload that belongs to one parameter group.
 *
 * @param group name of the model's parameter group, or {@value #NUMBERS}
 * @param elements number of values, at least 1
 */
public record GroupElements(String group, long elements) {
    /** In the place of a group: numbers that are as many whatever the model, such as a loss. */
    public static final String NUMBERS = "numbers";

    public GroupElements {
        Objects.requireNonNull(group, "group");
        if (elements < 1) {
            throw new IllegalArgumentException(
                    "elements (" + elements + ") of group " + group + " must be at least 1.");
        }
    }
}
