package org.longhaul.training.objective;

import java.util.List;
import org.longhaul.training.model.Model;
import org.longhaul.training.tensor.Tensor;

/**
 * What a client minimises between the model that it receives and the parameters that it sends, and what it does at both ends of
 * its steps.
 *
 * <p>It is a function of what the {@link ClientRound} offers, without state or randomness of its own: what a client shall know
 * later in the round lies in vectors that it {@linkplain #kept keeps}. Everything that it computes through the client's round is
 * charged to the client; what it does with vectors alone is not.
 *
 * <p>Thread-safety: one objective serves several threads at once.
 */
public interface LocalObjective {
    /**
     * A flat vector that each client has, zero at first.
     *
     * @param name lower-kebab-case
     * @param rests whether it is there again in the client's next round; otherwise it is zero when a round begins
     */
    record Kept(String name, boolean rests) {}

    /**
     * What is minimised on a batch: a scalar, differentiable with respect to the step's leaves.
     *
     * @param step the client's round, the batch and the parameters
     */
    Tensor loss(LocalStep step);

    /** Vectors that each client keeps. */
    default List<Kept> kept() {
        return List.of();
    }

    /**
     * Whether a client takes part in a round, when it has received its model; who does not computes nothing more in it and sends
     * nothing. Nothing that it keeps is there yet.
     */
    default boolean takesPart(ClientRound client) {
        return true;
    }

    /** Before the client's first step, when it has received its model: its parameters may change, and what it keeps. */
    default void begin(ClientRound client) {}

    /** After each of its updates: its parameters may change. */
    default void updated(ClientRound client) {}

    /** After its last step, before it sends: its parameters may change, and what it keeps. */
    default void end(ClientRound client) {}

    /**
     * Checks it against the model, without making anything.
     *
     * @throws IllegalArgumentException if it cannot be had of such a model
     */
    default void requireFit(Model model) {}

    /** What it is, as the end of "minimises ...". */
    String words();
}
