package org.longhaul.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.Selection;
import org.longhaul.training.data.CorpusFactory;
import org.longhaul.training.data.PartitionerFactory;
import org.longhaul.training.data.Tokenizer;

/** Text, tokens and their partition over the workers; a model that makes its own batches ignores it. */
public record DataSection(
        @JsonProperty(defaultValue = "wordnet") @JsonPropertyDescription("the text") Selection<CorpusFactory<?>> corpus,
        @JsonProperty(defaultValue = "bytes") @JsonPropertyDescription("how text becomes tokens")
                TokenizerKind tokenizer,
        @JsonProperty(defaultValue = "iid") @JsonPropertyDescription("how documents are divided over the workers")
                Selection<PartitionerFactory<?>> partition,
        @Nullable
                @JsonPropertyDescription("sequences of the validation set, which is never trained on and the same for"
                        + " every method, batch and seed; default: 1000, or all that the corpus holds out if fewer")
                Integer validationSequences) {

    /** Ways to make tokens of text. */
    public enum TokenizerKind {
        /** Every byte is a token. */
        BYTES("bytes", 256),
        /** The byte-pair encoding of GPT-2. */
        GPT2("gpt2", 50_257);

        private final String id;
        private final int vocabulary;

        TokenizerKind(String id, int vocabulary) {
            this.id = id;
            this.vocabulary = vocabulary;
        }

        /** Number of token values. */
        public int vocabulary() {
            return vocabulary;
        }

        /** The tokenizer itself. */
        public Tokenizer create() {
            return Tokenizer.of(id);
        }
    }

    public DataSection {
        if (validationSequences != null && validationSequences < 1) {
            throw new IllegalArgumentException("validationSequences (" + validationSequences + ") must be at least 1.");
        }
    }
}
