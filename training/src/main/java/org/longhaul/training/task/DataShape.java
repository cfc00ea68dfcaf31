package org.longhaul.training.task;

import java.util.List;
import java.util.stream.Collectors;

/** What batches look like to a model. */
public sealed interface DataShape {
    /** The shape in words, for messages. */
    String words();

    /**
     * Sequences of tokens.
     *
     * @param vocabulary number of token values
     * @param length positions of one training sequence, T
     */
    record Tokens(int vocabulary, int length) implements DataShape {
        public Tokens {
            requirePositive("vocabulary", vocabulary);
            requirePositive("contextLength", length);
        }

        @Override
        public String words() {
            return "sequences of " + length + " tokens";
        }
    }

    /**
     * Examples with a class each.
     *
     * @param dimensions shape of one example: channels, height and width of an image, or one number of features
     * @param classes number of classes
     */
    record Examples(List<Integer> dimensions, int classes) implements DataShape {
        public Examples {
            dimensions = List.copyOf(dimensions);
            dimensions.forEach(size -> requirePositive("size of a dimension", size));
            requirePositive("classes", classes);
        }

        /** Numbers in one example. */
        public int elements() {
            int elements = 1;
            for (int size : dimensions) {
                elements = Math.multiplyExact(elements, size);
            }
            return elements;
        }

        @Override
        public String words() {
            return "examples of "
                    + dimensions.stream().map(String::valueOf).collect(Collectors.joining(" x ")) + " numbers in "
                    + classes + " classes";
        }
    }

    private static void requirePositive(String name, int value) {
        if (value < 1) {
            throw new IllegalArgumentException(name + " (" + value + ") must be at least 1");
        }
    }
}
