package org.longhaul.training.weighting;

import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Extension;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.task.RowPool;

/**
 * Extension point: makes a {@link SampleWeighting}.
 *
 * @param <S> settings record
 */
public interface SampleWeightingFactory<S extends Record> extends Extension<S> {
    /**
     * What it weighs.
     *
     * @param rows the samples
     * @param hiddenWidth width of the model's last hidden states
     * @param seed of the run, for whatever is drawn
     */
    record Samples(RowPool rows, int hiddenWidth, long seed) {}

    /** The weighting; null where all samples count the same and nothing is told of them. */
    @Nullable
    SampleWeighting create(S settings, Samples samples);

    /** Whether samples simply count the same: the default, of which nothing is said. */
    default boolean isPlain(S settings) {
        return false;
    }

    /**
     * Whether workers need each other for it: then it goes with methods alone whose workers are all there.
     *
     * @return why, as the end of a message, with what to take instead; null if they do not
     */
    default @Nullable String needsEverybody(S settings) {
        return null;
    }

    /** Names of domains that the settings name; each must be one of the data's. */
    default List<String> namedDomains(S settings) {
        return List.of();
    }

    /**
     * The figures that are told, beside the norms of pseudo-gradients.
     *
     * @param domains names of the data's domains
     */
    default List<RoundFigure> figures(S settings, List<String> domains) {
        return List.of();
    }
}
