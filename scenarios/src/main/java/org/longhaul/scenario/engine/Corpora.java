package org.longhaul.scenario.engine;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.DataSection;
import org.longhaul.training.data.TokenDocuments;

/** The corpora of a run, each of them read once. Not thread-safe. */
final class Corpora {
    private final Map<DataSection, TokenDocuments> read = new HashMap<>();

    /** The corpus of a section. @throws org.longhaul.training.data.DataException if it cannot be used */
    TokenDocuments get(DataSection data) {
        return read.computeIfAbsent(
                data,
                d -> TokenDocuments.read(Made.corpus(d.corpus()), d.tokenizer().create()));
    }

    /** The same, or null for a corpus of more bytes of text, of which only the beginning was read and found sound. */
    @Nullable
    TokenDocuments within(DataSection data, long mostBytes) {
        TokenDocuments known = read.get(data);
        if (known == null) {
            known = TokenDocuments.readWithin(
                    Made.corpus(data.corpus()), data.tokenizer().create(), mostBytes);
            if (known != null) {
                read.put(data, known);
            }
        }
        return known;
    }

    /** The corpus if it has been read, or null. */
    @Nullable
    TokenDocuments known(DataSection data) {
        return read.get(data);
    }
}
