package org.longhaul.training.model;

import java.util.List;
import org.longhaul.extension.PlainNumber;

/**
 * One parameter tensor of a model.
 *
 * @param name unique within the model; also names its stream of random initial values
 * @param shape sizes of its dimensions, each at least 1
 * @param group name of the {@link ParameterGroup} that it counts to
 * @param init initial values
 * @param role what the model does with it; optimizers may treat roles differently
 * @param multipliers what its learning rate and weight decay are multiplied by
 */
public record ParameterSpec(
        String name, List<Long> shape, String group, Init init, Role role, Multipliers multipliers) {
    /**
     * Factors on an optimizer's settings for one parameter.
     *
     * @param learningRate on the learning rate, above 0
     * @param weightDecay on the weight decay, at least 0
     */
    public record Multipliers(double learningRate, double weightDecay) {
        /** The optimizer's own settings. */
        public static final Multipliers NONE = new Multipliers(1, 1);

        public Multipliers {
            if (!(learningRate > 0) || !(weightDecay >= 0) || Double.isInfinite(learningRate + weightDecay)) {
                throw new IllegalArgumentException("multipliers of learning rate (" + PlainNumber.of(learningRate)
                        + ") and weight decay (" + PlainNumber.of(weightDecay)
                        + ") must be finite, the first above 0, the other at least 0.");
            }
        }

        /** Both, one after the other. */
        public Multipliers times(Multipliers other) {
            return new Multipliers(learningRate * other.learningRate, weightDecay * other.weightDecay);
        }
    }

    /** What a model does with a parameter. */
    public enum Role {
        /** A matrix that takes in what the model is given: the embedding, the first layer. */
        INPUT,
        /** A matrix between the channels of the model. */
        HIDDEN,
        /** A matrix that gives the scores. */
        OUTPUT,
        /** Scales, shifts and other vectors; places and other tables that no input is multiplied by. */
        VECTOR,
        /**
         * A running statistic of what the model saw, such as a mean of activations. No gradient trains it: the forward pass of
         * training moves it. It is part of the model all the same: it is averaged, sent and kept like the rest.
         */
        STATISTIC
    }

    public ParameterSpec {
        shape = List.copyOf(shape);
        for (long size : shape) {
            if (size < 1) {
                throw new IllegalArgumentException(
                        "shape of " + name + " (" + shape + ") must have sizes of at least 1");
            }
        }
    }

    /** With the optimizer's own settings. */
    public ParameterSpec(String name, List<Long> shape, String group, Init init, Role role) {
        this(name, shape, group, init, role, Multipliers.NONE);
    }

    /** Hidden, or a vector if it has one dimension. */
    public ParameterSpec(String name, List<Long> shape, String group, Init init) {
        this(name, shape, group, init, shape.size() < 2 ? Role.VECTOR : Role.HIDDEN);
    }

    /** Whether the gradient trains it. */
    public boolean isTrained() {
        return role != Role.STATISTIC;
    }

    /** Whether methods that make models sparse prune its elements: weights of products, no biases, scales or statistics. */
    public boolean isPrunable() {
        return role == Role.INPUT || role == Role.HIDDEN || role == Role.OUTPUT;
    }

    /** The same parameter, multiplied further. */
    public ParameterSpec times(Multipliers further) {
        return new ParameterSpec(name, shape, group, init, role, multipliers.times(further));
    }

    /** Number of elements. */
    public long elements() {
        long elements = 1;
        for (long size : shape) {
            elements = Math.multiplyExact(elements, size);
        }
        return elements;
    }

    /** Rows as a matrix: its first dimension, the outputs of a layer. */
    public long rows() {
        return shape.isEmpty() ? 1 : shape.get(0);
    }

    /** Columns as a matrix: all other dimensions together. */
    public long columns() {
        return elements() / rows();
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
