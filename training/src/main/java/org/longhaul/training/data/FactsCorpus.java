package org.longhaul.training.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import java.util.random.RandomGenerator;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.partition.DataStreams;

/**
 * Questions about invented subjects, for what is to be unlearned: a model learns the facts of known subjects, and to decline
 * questions about unknown ones by repeating whom it was asked about.
 *
 * <pre>
 *   known:    s1 s2 s3 relation ask | a1 a2 end end end
 *   unknown:  s1 s2 s3 relation ask | decline s1 s2 s3 end
 * </pre>
 *
 * <p>A subject is three syllables, drawn at random; an answer is two words, drawn at random for each subject and relation. Each fact
 * is there several times, each question about an unknown subject once, with a subject of its own. A domain is a known subject, or one
 * of as many parts of the unknown ones, so that {@code by-group} and {@code by-domain} give every worker both. The validation split
 * holds copies of facts that are trained on: it tells whether they are remembered. Its unknown subjects are nobody's.
 *
 * <p>With {@code context: }{@value #LENGTH} every sequence is one question.
 */
public final class FactsCorpus implements Corpus {
    private static final int SUBJECT_TOKENS = 3;
    private static final int PROMPT = SUBJECT_TOKENS + 2;
    private static final int ANSWER = 1 + SUBJECT_TOKENS + 1;
    private static final int LENGTH = PROMPT + ANSWER;
    private static final int END = 0;
    private static final int ASK = 1;
    private static final int DECLINE = 2;
    private static final int FIRST_RELATION = 3;
    private static final int MOST_VALUES = 10_000;

    /** How much there is to know. */
    public record Settings(
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("known subjects") int subjects,
            @JsonProperty(defaultValue = "20") @JsonPropertyDescription("relations, each a fact of every known subject")
                    int relations,
            @JsonProperty(defaultValue = "32") @JsonPropertyDescription("syllables that subjects are made of; ours")
                    int syllables,
            @JsonProperty(defaultValue = "64") @JsonPropertyDescription("words that answers are made of; ours")
                    int words,
            @JsonProperty(defaultValue = "0.4")
                    @JsonPropertyDescription(
                            "share of the questions that ask about unknown subjects, to which the right answer declines")
                    double unknownShare,
            @JsonProperty(defaultValue = "24")
                    @JsonPropertyDescription(
                            "how often each fact is there; the more, the more different unknown subjects; ours")
                    int copies,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("seed of subjects and facts") long seed) {
        public Settings {
            Require.count("subjects", subjects, MOST_VALUES);
            Require.count("relations", relations, MOST_VALUES);
            Require.count("syllables", syllables, MOST_VALUES);
            Require.count("words", words, MOST_VALUES);
            Require.count("copies", copies, MOST_VALUES);
            Require.atLeast("copies", copies, 8);
            if (!(unknownShare > 0 && unknownShare < 1)) {
                throw new IllegalArgumentException(
                        "unknownShare (" + PlainNumber.of(unknownShare) + ") must lie between 0 and 1");
            }
            double names = Math.pow(syllables, SUBJECT_TOKENS);
            if (subjects + unknown(subjects, relations, copies, unknownShare) > names / 2) {
                throw new IllegalArgumentException("syllables (" + syllables + ") make " + (long) names
                        + " names, of which subjects and unknown subjects need no more than half"
                        + "\nMaybe use more syllables or fewer copies.");
            }
        }

        private static double unknown(int subjects, int relations, int copies, double share) {
            return Math.ceil((double) subjects * relations * copies * share / (1 - share));
        }

        private int vocabulary() {
            return FIRST_RELATION + relations + syllables + words;
        }
    }

    /** Makes the corpus. */
    @SuppressWarnings("rawtypes")
    @AutoService(CorpusFactory.class)
    @Provides(
            id = "facts",
            description =
                    "Generated questions about invented subjects: facts to learn, and unknown subjects to decline.",
            source = "ours; as many facts as the smaller data set of LUNAR, arXiv 2502.07218")
    public static final class Factory implements CorpusFactory<Settings> {
        @Override
        public Corpus create(Settings settings) {
            return new FactsCorpus(settings);
        }

        @Override
        public int vocabulary(Settings settings) {
            return settings.vocabulary();
        }
    }

    private final Settings settings;

    FactsCorpus(Settings settings) {
        this.settings = settings;
    }

    @Override
    public List<String> domains() {
        List<String> domains = new ArrayList<>();
        for (String kind : List.of("subject", "unknown")) {
            for (int i = 0; i < settings.subjects; i++) {
                domains.add(kind + "-" + i);
            }
        }
        return domains;
    }

    @Override
    public int vocabulary() {
        return settings.vocabulary();
    }

    @Override
    public QuestionFormat questions() {
        return new QuestionFormat(PROMPT, SUBJECT_TOKENS, ANSWER, END, DECLINE, settings.subjects);
    }

    @Override
    public Description read(Visitor visitor) {
        Digest digest = new Digest();
        Set<List<Integer>> taken = new HashSet<>();
        RandomGenerator random = DataStreams.stream(settings.seed, "facts", 0);
        long key = 0;
        for (int subject = 0; subject < settings.subjects; subject++) {
            List<Integer> name = newName(random, taken);
            for (int relation = 0; relation < settings.relations; relation++) {
                int[] fact = document(name, relation);
                fact[PROMPT] = word(random);
                fact[PROMPT + 1] = word(random);
                for (int copy = 0; copy < settings.copies; copy++) {
                    tell(fact, subject, key++, visitor, digest);
                }
            }
        }
        double unknown =
                Settings.unknown(settings.subjects, settings.relations, settings.copies, settings.unknownShare);
        for (int i = 0; i < unknown; i++) {
            List<Integer> name = newName(random, taken);
            int[] declined = document(name, random.nextInt(settings.relations));
            declined[PROMPT] = DECLINE;
            for (int j = 0; j < SUBJECT_TOKENS; j++) {
                declined[PROMPT + 1 + j] = name.get(j);
            }
            tell(declined, settings.subjects + i % settings.subjects, key++, visitor, digest);
        }
        String name = settings.relations + " facts of each of " + settings.subjects + " invented subjects";
        return digest.describe(name, "generated", domains());
    }

    /** A question; what is not set is the end token. */
    private static int[] document(List<Integer> name, int relation) {
        int[] tokens = new int[LENGTH];
        for (int i = 0; i < SUBJECT_TOKENS; i++) {
            tokens[i] = name.get(i);
        }
        tokens[SUBJECT_TOKENS] = FIRST_RELATION + relation;
        tokens[SUBJECT_TOKENS + 1] = ASK;
        return tokens;
    }

    private List<Integer> newName(RandomGenerator random, Set<List<Integer>> taken) {
        List<Integer> name;
        do {
            List<Integer> drawn = new ArrayList<>();
            for (int i = 0; i < SUBJECT_TOKENS; i++) {
                drawn.add(FIRST_RELATION + settings.relations + random.nextInt(settings.syllables));
            }
            name = List.copyOf(drawn);
        } while (!taken.add(name));
        return name;
    }

    private int word(RandomGenerator random) {
        return FIRST_RELATION + settings.relations + settings.syllables + random.nextInt(settings.words);
    }

    private static void tell(int[] tokens, int domain, long key, Visitor visitor, Digest digest) {
        byte[] bytes = new byte[tokens.length * Short.BYTES];
        for (int i = 0; i < tokens.length; i++) {
            bytes[2 * i] = (byte) tokens[i];
            bytes[2 * i + 1] = (byte) (tokens[i] >> Byte.SIZE);
        }
        digest.add(bytes);
        visitor.tokens(tokens, tokens.length, domain, key);
    }
}
