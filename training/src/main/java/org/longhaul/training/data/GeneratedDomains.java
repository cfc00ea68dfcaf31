package org.longhaul.training.data;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.random.RandomGenerator;
import org.longhaul.extension.Hashes;
import org.longhaul.extension.Provides;
import org.longhaul.extension.Require;
import org.longhaul.training.partition.DataStreams;

/**
 * Generated token sequences of several domains, and of noise.
 *
 * <p><b>Model.</b> A sequence is token 0, a separator, and then a walk: the next token is, with probability {@code shared}, one of
 * four successors that the last one has in all domains, with probability {@code own} one of four that it has in the sequence's
 * domain, else any. Successors are drawn once by the seed. Tokens of noise are drawn independently, all alike but the separator.
 * Sequences of all domains have the same length, so that with {@code training.context} of that length each sequence of a batch is
 * one document.
 *
 * <p>Source: definition; ours. Sequences are drawn one by one in a fixed mixture.
 */
public final class GeneratedDomains implements Corpus {
    private static final int SUCCESSORS = 4;
    private static final String NOISE = "noise";
    private static final String STREAM = "corpus.generated-domains";

    /** What is generated. */
    public record Settings(
            @JsonProperty(defaultValue = "6000")
                    @JsonPropertyDescription("sequences in all, of which 90 % are trained on")
                    int sequences,
            @JsonProperty(defaultValue = "48")
                    @JsonPropertyDescription(
                            "tokens of a sequence, its separator counted; training.context should be the same")
                    int length,
            @JsonProperty(defaultValue = "64") @JsonPropertyDescription("number of token values, the separator counted")
                    int vocabulary,
            @JsonProperty(defaultValue = "[0.12, 0.12, 0.16, 0.16, 0.02, 0.02]")
                    @JsonPropertyDescription(
                            "share of each domain, called domain0, domain1, ...; what is left of 1 is noise")
                    List<Double> shares,
            @JsonProperty(defaultValue = "0.45")
                    @JsonPropertyDescription("probability that the next token follows what all domains have in common")
                    double shared,
            @JsonProperty(defaultValue = "0.45")
                    @JsonPropertyDescription("probability that it follows what its domain has of its own")
                    double own,
            @JsonProperty(defaultValue = "1") @JsonPropertyDescription("seed of structure and sequences") long seed) {
        public Settings {
            Require.count("sequences", sequences, 10_000_000);
            Require.count("length", length, 1 << 16);
            Require.count("vocabulary", vocabulary, 1 << 16);
            Require.atLeast("length", length, 2);
            Require.atLeast("vocabulary", vocabulary, 2);
            shares = List.copyOf(shares);
            double sum = 0;
            for (double share : shares) {
                Require.share("shares", share);
                sum += share;
            }
            if (shares.isEmpty() || sum > 1 + 1e-9) {
                throw new IllegalArgumentException("shares (" + shares + ") must be some, and at most 1 together.");
            }
            Require.share("shared", shared);
            Require.share("own", own);
            if (shared + own > 1 + 1e-9) {
                throw new IllegalArgumentException(
                        "shared (" + shared + ") and own (" + own + ") must be at most 1 together.");
            }
        }

        private List<String> domains() {
            List<String> names = new ArrayList<>();
            for (int i = 0; i < shares.size(); i++) {
                names.add("domain" + i);
            }
            names.add(NOISE);
            return names;
        }
    }

    /** Makes the corpus. */
    @SuppressWarnings("rawtypes")
    @AutoService(CorpusFactory.class)
    @Provides(
            id = "generated-domains",
            description =
                    "Generated token sequences of domains with a common structure and one of their own, and noise.",
            source = "definition; mixture as in our notes on ADAPT, arXiv 2605.05227")
    public static final class Factory implements CorpusFactory<Settings> {
        @Override
        public Corpus create(Settings settings) {
            return new GeneratedDomains(settings);
        }

        @Override
        public int vocabulary(Settings settings) {
            return settings.vocabulary();
        }
    }

    private final Settings settings;

    private GeneratedDomains(Settings settings) {
        this.settings = settings;
    }

    @Override
    public List<String> domains() {
        return settings.domains();
    }

    @Override
    public int vocabulary() {
        return settings.vocabulary;
    }

    @Override
    public Description read(Visitor visitor) {
        int[][] common = successors(-1);
        int[][][] own = new int[settings.shares.size()][][];
        for (int domain = 0; domain < own.length; domain++) {
            own[domain] = successors(domain);
        }
        Digest digest = new Digest();
        for (int i = 0; i < settings.sequences; i++) {
            RandomGenerator random = DataStreams.stream(settings.seed, STREAM, i);
            int domain = domain(random.nextDouble());
            int[] tokens = domain < own.length ? walk(random, common, own[domain]) : noise(random);
            ByteBuffer bytes = ByteBuffer.allocate(Integer.BYTES * tokens.length);
            for (int token : tokens) {
                bytes.putInt(token);
            }
            digest.addRaw(bytes.array(), bytes.capacity());
            digest.countDocument();
            visitor.tokens(tokens, tokens.length, domain, Hashes.next(settings.seed ^ Hashes.next(i)));
        }
        return digest.describe("generated domains", "none needed: generated", settings.domains());
    }

    private int[][] successors(int domain) {
        RandomGenerator random = DataStreams.stream(settings.seed, STREAM + ".successors", domain);
        int[][] next = new int[settings.vocabulary][SUCCESSORS];
        for (int[] each : next) {
            for (int i = 0; i < SUCCESSORS; i++) {
                each[i] = any(random);
            }
        }
        return next;
    }

    private int any(RandomGenerator random) {
        return 1 + random.nextInt(settings.vocabulary - 1);
    }

    private int domain(double place) {
        double below = 0;
        for (int domain = 0; domain < settings.shares.size(); domain++) {
            below += settings.shares.get(domain);
            if (place < below) {
                return domain;
            }
        }
        return settings.shares.size();
    }

    private int[] walk(RandomGenerator random, int[][] common, int[][] own) {
        int[] tokens = new int[settings.length];
        for (int i = 1; i < tokens.length; i++) {
            double kind = random.nextDouble();
            int successor = random.nextInt(SUCCESSORS);
            int last = tokens[i - 1];
            tokens[i] = kind < settings.shared
                    ? common[last][successor]
                    : kind < settings.shared + settings.own ? own[last][successor] : any(random);
        }
        return tokens;
    }

    private int[] noise(RandomGenerator random) {
        int[] tokens = new int[settings.length];
        for (int i = 1; i < tokens.length; i++) {
            tokens[i] = any(random);
        }
        return tokens;
    }
}
