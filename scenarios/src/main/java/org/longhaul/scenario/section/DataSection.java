package org.longhaul.scenario.section;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.Selection;
import org.longhaul.training.data.CorpusFactory;
import org.longhaul.training.data.Tokenizer;
import org.longhaul.training.dataset.DatasetFactory;
import org.longhaul.training.partition.PartitionerFactory;

/**
 * Text or a data set, and their partition over the workers; a model that makes its own batches ignores it.
 *
 * @param dataset examples in place of text; null for text
 */
public record DataSection(
        @JsonProperty(defaultValue = "wordnet") @JsonPropertyDescription("the text") Selection<CorpusFactory<?>> corpus,
        @Nullable @JsonPropertyDescription("examples with classes in place of text; default: text")
                Selection<DatasetFactory<?>> dataset,
        @JsonProperty(defaultValue = "bytes") @JsonPropertyDescription("how text becomes tokens")
                TokenizerKind tokenizer,
        @JsonProperty(defaultValue = "iid")
                @JsonPropertyDescription("how documents or examples are divided over the workers")
                Selection<PartitionerFactory<?>> partition,
        @JsonProperty(defaultValue = "0")
                @JsonPropertyDescription(
                        "examples with labels that the server has and no client, as many of each class; for methods that train at"
                                + " the server, as fedanchor and semifl do")
                int labelled,
        @Nullable
                @JsonPropertyDescription(
                        "sequences or examples of the validation set, which is never trained on and the same for"
                                + " every method, batch and seed; default: 1000, or all that the data hold out if fewer")
                Integer validationSequences,
        @JsonProperty(defaultValue = "false")
                @JsonPropertyDescription(
                        "whether validation text is divided over workers or clients like the text that they train on, domain by"
                                + " domain, so that the last evaluation tells each one's values on its own; data sets always do so")
                boolean validationByWorker) {

    /** Ways to make tokens of text. */
    public enum TokenizerKind {
        /** Every byte is a token. */
        BYTES("bytes", "Every byte is a token.", "Unicode, UTF-8 (RFC 3629, 2003)", 256),
        /** The byte-pair encoding of GPT-2. */
        GPT2("gpt2", "The byte-pair encoding of GPT-2.", "Radford et al., GPT-2, 2019", 50_257);

        private final String id;
        private final String description;
        private final String source;
        private final int vocabulary;

        TokenizerKind(String id, String description, String source, int vocabulary) {
            this.id = id;
            this.description = description;
            this.source = source;
            this.vocabulary = vocabulary;
        }

        /** How a scenario names it. */
        public String id() {
            return id;
        }

        /** One sentence. */
        public String description() {
            return description;
        }

        /** Where it comes from. */
        public String source() {
            return source;
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
        if (labelled < 0) {
            throw new IllegalArgumentException("labelled (" + labelled + ") must be at least 0.");
        }
        if (validationSequences != null && validationSequences < 1) {
            throw new IllegalArgumentException("validationSequences (" + validationSequences + ") must be at least 1.");
        }
    }
}
