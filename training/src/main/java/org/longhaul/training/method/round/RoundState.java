package org.longhaul.training.method.round;

/** What becomes of a worker's own optimizer state when a round ends. */
public enum RoundState {
    /** It stays with the worker. */
    KEEP,
    /** It starts again from zero, bias correction included. */
    RESET
}
