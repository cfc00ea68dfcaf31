package org.longhaul.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
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
        @JsonProperty(defaultValue = "128")
                @JsonPropertyDescription("sequences of the validation set, the same for every method and seed")
                int validationSequences) {

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
        if (validationSequences < 1) {
            throw new IllegalArgumentException("validationSequences (" + validationSequences + ") must be at least 1.");
        }
    }
}
