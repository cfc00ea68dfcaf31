package org.longhaul.training.unlearning;

/** At which positions of a question activations are redirected. */
public enum Positions {
    /** At every one, as the authors' code does. */
    ALL,
    /** At the last one alone, after which the answer begins. */
    LAST;

    int first(int promptTokens) {
        return this == ALL ? 0 : promptTokens - 1;
    }
}
