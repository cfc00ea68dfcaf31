package org.longhaul.training.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.random.RandomGenerator;
import org.longhaul.extension.Hashes;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.partition.DataStreams;

/**
 * Generated English sentences of a small grammar: "the old cat sees the red dogs, and the red dogs see the old cat again." A document
 * is a sentence.
 *
 * <p>Two things and two of their properties, their numbers and what one does to the other are drawn, independently and alike; the
 * rest of a sentence follows: a verb agrees with its subject, and the second half says who was named in the first. So a byte
 * model that spells, agrees and remembers comes to 19 bits a sentence, 0.24 bits a byte, and one that does not stays far above: a few
 * hundred steps of a small model tell them apart. Says how models compare, not how well they know English.
 *
 * <p>Source: definition; ours.
 */
public final class GeneratedSentences implements Corpus {
    private static final String STREAM = "corpus.sentences";

    private static final List<String> ADJECTIVES = List.of("big", "old", "red", "shy", "sly", "tall", "tired", "young");
    private static final List<String> NOUNS = List.of(
            "ant", "bear", "cat", "cow", "dog", "duck", "frog", "goat", "hen", "horse", "lion", "mole", "owl", "pig",
            "seal", "tiger");
    private static final List<String> VERBS = List.of("call", "fear", "find", "follow", "hear", "like", "meet", "see");

    /** How many, and which. */
    public record Settings(
            @JsonProperty(defaultValue = "6000")
                    @JsonPropertyDescription("sentences in all, of which 90 % are trained on")
                    int sentences,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("seed of what is drawn") long seed) {
        public Settings {
            Require.count("sentences", sentences, 10_000_000);
        }
    }

    /** Makes the corpus. */
    @SuppressWarnings("rawtypes")
    @AutoService(CorpusFactory.class)
    @Provides(
            id = "sentences",
            description =
                    "Generated English sentences of a small grammar, which a small model learns in a few hundred steps.",
            source = "definition; ours")
    public static final class Factory implements CorpusFactory<Settings> {
        @Override
        public Corpus create(Settings settings) {
            return new GeneratedSentences(settings);
        }
    }

    private final Settings settings;

    private GeneratedSentences(Settings settings) {
        this.settings = settings;
    }

    @Override
    public List<String> domains() {
        return List.of("sentences");
    }

    @Override
    public Description read(Visitor visitor) {
        Digest digest = new Digest();
        for (int i = 0; i < settings.sentences; i++) {
            byte[] text = sentence(DataStreams.stream(settings.seed, STREAM, i)).getBytes(StandardCharsets.US_ASCII);
            digest.add(text);
            visitor.text(text, 0, Hashes.next(settings.seed ^ Hashes.next(i)));
        }
        return digest.describe("generated sentences", "none needed: generated", domains());
    }

    private static String sentence(RandomGenerator random) {
        String one = "the " + any(ADJECTIVES, random) + " " + any(NOUNS, random);
        boolean isOne = random.nextBoolean();
        String other = "the " + any(ADJECTIVES, random) + " " + any(NOUNS, random);
        boolean isOther = random.nextBoolean();
        String verb = any(VERBS, random);
        String subject = isOne ? one : one + "s";
        String object = isOther ? other : other + "s";
        return subject + " " + agreeing(verb, isOne) + " " + object + ", and " + object + " " + agreeing(verb, isOther)
                + " " + subject + " again.";
    }

    private static String agreeing(String verb, boolean isOne) {
        return isOne ? verb + "s" : verb;
    }

    private static String any(List<String> words, RandomGenerator random) {
        return words.get(random.nextInt(words.size()));
    }
}
