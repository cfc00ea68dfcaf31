package org.longhaul.training.data;

import org.longhaul.extension.Extension;

/**
 * Makes corpora of one kind from their settings; the extension point for data, found through {@code ServiceLoader}.
 *
 * @param <S> the settings: a record whose components carry {@code JsonProperty} annotations and whose compact
 *     constructor validates
 */
public interface CorpusFactory<S extends Record> extends Extension<S> {
    /**
     * The corpus of the given settings; nothing is read before {@link Corpus#read}.
     *
     * @throws DataException if a stated path does not exist
     */
    Corpus create(S settings);

    /** Number of token values of a corpus that holds token ids; 0 for text, whose tokenizer decides. Reads nothing. */
    default int vocabulary(S settings) {
        return 0;
    }
}
