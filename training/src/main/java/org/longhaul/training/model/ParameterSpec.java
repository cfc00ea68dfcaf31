package org.longhaul.training.model;

import java.util.List;

/**
 * One parameter tensor of a model.
 *
 * @param name unique within the model; also names its stream of random initial values
 * @param shape sizes of its dimensions, each at least 1
 * @param group name of the {@link ParameterGroup} that it counts to
 * @param init initial values
 */
public record ParameterSpec(String name, List<Long> shape, String group, Init init) {
    public ParameterSpec {
        shape = List.copyOf(shape);
        for (long size : shape) {
            if (size < 1) {
                throw new IllegalArgumentException(
                        "shape of " + name + " (" + shape + ") must have sizes of at least 1");
            }
        }
    }

    /** Number of elements. */
    public long elements() {
        long elements = 1;
        for (long size : shape) {
            elements = Math.multiplyExact(elements, size);
        }
        return elements;
    }

    /** The shape as libtorch takes it. */
    public long[] dimensions() {
        long[] dimensions = new long[shape.size()];
        for (int i = 0; i < dimensions.length; i++) {
            dimensions[i] = shape.get(i);
        }
        return dimensions;
    }
}
