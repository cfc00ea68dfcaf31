package org.longhaul.scenario.experiment;

import java.util.Map;
import java.util.function.LongConsumer;
import org.longhaul.extension.Extension;

/**
 * A training of seconds, or a minute or two, that is looked into between its steps; an extension point.
 *
 * @param <S> its settings
 */
public interface Experiment<S extends Record> extends Extension<S> {
    /** How many steps it trains. */
    long steps(S settings);

    /**
     * Trains, and gives figures by name, which is lower case with hyphens.
     *
     * @param stepped hears the number of steps done after each; may end the training by what it throws
     */
    Map<String, Double> figures(S settings, long seed, LongConsumer stepped);
}
