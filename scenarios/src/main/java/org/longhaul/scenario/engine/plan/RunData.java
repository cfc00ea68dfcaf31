package org.longhaul.scenario.engine.plan;

import java.util.HashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.section.DataSection;
import org.longhaul.training.data.TokenDocuments;
import org.longhaul.training.dataset.DatasetFactory;
import org.longhaul.training.dataset.Examples;

/** The corpora and data sets of a run, each of them read once. Not thread-safe. */
public final class RunData {
    private final Map<DataSection, TokenDocuments> corpora = new HashMap<>();
    private final Map<Selection<DatasetFactory<?>>, Examples> datasets = new HashMap<>();

    /** The corpus of a section. @throws org.longhaul.training.data.DataException if it cannot be used */
    public TokenDocuments corpus(DataSection data) {
        return corpora.computeIfAbsent(
                data,
                d -> TokenDocuments.read(Made.corpus(d.corpus()), d.tokenizer().create()));
    }

    /** The same, or null for a corpus of more bytes of text, of which only the beginning was read and found sound. */
    public @Nullable TokenDocuments within(DataSection data, long mostBytes) {
        TokenDocuments known = corpora.get(data);
        if (known == null) {
            known = TokenDocuments.readWithin(
                    Made.corpus(data.corpus()), data.tokenizer().create(), mostBytes);
            if (known != null) {
                corpora.put(data, known);
            }
        }
        return known;
    }

    /** A data set. @throws org.longhaul.training.data.DataException if it cannot be used */
    public Examples examples(Selection<DatasetFactory<?>> dataset) {
        return datasets.computeIfAbsent(dataset, Made::examples);
    }
}
