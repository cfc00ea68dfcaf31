package org.longhaul.scenario.listing;

import java.util.List;
import java.util.function.Function;

/**
 * A kind of thing that a scenario can name.
 *
 * @param id the kind in the plural, as a command line names it: {@code methods}
 * @param meaning where such a name stands in a scenario
 * @param ids the names, in the order shown
 * @param find from one of the names to what is known of it
 */
public record NameableKind(String id, String meaning, List<String> ids, Function<String, Nameable> find) {
    public NameableKind {
        ids = List.copyOf(ids);
    }

    /** All things of this kind, in the order of their names. */
    public List<Nameable> all() {
        return ids.stream().map(find).toList();
    }
}
