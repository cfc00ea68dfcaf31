package org.longhaul.training.objective;

import java.util.List;
import org.longhaul.training.model.Model;

/** An objective with something added to its loss; whatever else it does it still does. */
interface AddedTerm extends LocalObjective {
    /** What is minimised beside the term. */
    LocalObjective of();

    @Override
    default List<Kept> kept() {
        return of().kept();
    }

    @Override
    default boolean takesPart(ClientRound client) {
        return of().takesPart(client);
    }

    @Override
    default void begin(ClientRound client) {
        of().begin(client);
    }

    @Override
    default void updated(ClientRound client) {
        of().updated(client);
    }

    @Override
    default void end(ClientRound client) {
        of().end(client);
    }

    @Override
    default void requireFit(Model model) {
        of().requireFit(model);
    }
}
