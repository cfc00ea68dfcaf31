package org.longhaul.training.data;

import com.knuddels.jtokkit.Encodings;
import com.knuddels.jtokkit.api.Encoding;
import com.knuddels.jtokkit.api.EncodingType;
import com.knuddels.jtokkit.api.IntArrayList;
import java.nio.charset.StandardCharsets;

/**
 * Turns text into token ids. Losses of different tokenizers compare in bits per byte: nats per token / ln 2 / bytes per
 * token.
 *
 * <p>Thread-safety: safe for concurrent use.
 */
public sealed interface Tokenizer {
    /** The name in scenario files. */
    String id();

    /** Number of token values, V. */
    int vocabulary();

    /** The tokens of a text in UTF-8. */
    int[] encode(byte[] utf8);

    /** The token that is put after each document: a newline. */
    int separator();

    /**
     * The tokenizer of a name: {@code bytes} or {@code gpt2}.
     *
     * @throws IllegalArgumentException for any other name
     */
    static Tokenizer of(String id) {
        return switch (id) {
            case "bytes" -> new Bytes();
            case "gpt2" -> new Gpt2();
            default ->
                throw new IllegalArgumentException("tokenizer \"" + id + "\" is unknown; allowed are bytes and gpt2");
        };
    }

    /** Every byte is a token; needs no vocabulary. */
    record Bytes() implements Tokenizer {
        @Override
        public String id() {
            return "bytes";
        }

        @Override
        public int vocabulary() {
            return 256;
        }

        @Override
        public int[] encode(byte[] utf8) {
            int[] tokens = new int[utf8.length];
            for (int i = 0; i < tokens.length; i++) {
                tokens[i] = utf8[i] & 0xff;
            }
            return tokens;
        }

        @Override
        public int separator() {
            return '\n';
        }
    }

    /** The byte-pair encoding of GPT-2: 50,257 tokens. Source: Radford et al., 2019. */
    final class Gpt2 implements Tokenizer {
        private final Encoding encoding = Encodings.newLazyEncodingRegistry().getEncoding(EncodingType.R50K_BASE);

        private Gpt2() {}

        @Override
        public String id() {
            return "gpt2";
        }

        @Override
        public int vocabulary() {
            return 50_257;
        }

        @Override
        public int[] encode(byte[] utf8) {
            IntArrayList tokens = encoding.encodeOrdinary(new String(utf8, StandardCharsets.UTF_8));
            return tokens.toArray();
        }

        @Override
        public int separator() {
            return 198;
        }
    }
}
