package org.longhaul.training.data;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.partition.Items;

/**
 * A corpus as token ids in memory: one array of 1, 2 or 4 bytes a token, cut into documents that end with a separator.
 *
 * <p>Thread-safety: immutable.
 */
public final class TokenDocuments implements Items {
    private final Corpus.Description description;
    private final int vocabulary;
    private final CompactTokens tokens;
    /** Document i holds tokens starts[i] .. starts[i+1]-1. */
    private final int[] starts;

    private final short[] domains;
    private final Split[] splits;
    private final double bytesPerToken;
    private final @Nullable QuestionFormat questions;

    private TokenDocuments(Corpus.Description description, @Nullable QuestionFormat questions, Collector collected) {
        this.description = description;
        this.questions = questions;
        this.vocabulary = collected.vocabulary;
        this.tokens = collected.tokens;
        this.starts = Arrays.copyOf(collected.starts, collected.count + 1);
        this.domains = Arrays.copyOf(collected.domains, collected.count);
        this.splits = Arrays.copyOf(collected.splits, collected.count);
        this.bytesPerToken = collected.bytes / Math.max(1.0, tokens.size());
        tokens.trim();
    }

    /**
     * Reads and tokenizes a corpus. A corpus of token ids keeps them, and the tokenizer is not used.
     *
     * @throws DataException if the data are missing, malformed or empty
     */
    public static TokenDocuments read(Corpus corpus, Tokenizer tokenizer) {
        return read(corpus, new Collector(corpus, tokenizer, Double.MAX_VALUE));
    }

    /**
     * Reads and tokenizes a corpus that is not large; of a larger one only its beginning, as a check.
     *
     * @param mostBytes text at which reading stops
     * @return the corpus, or null if it has more than that
     * @throws DataException if what was read is missing, malformed or empty
     */
    public static @Nullable TokenDocuments readWithin(Corpus corpus, Tokenizer tokenizer, long mostBytes) {
        try {
            return read(corpus, new Collector(corpus, tokenizer, mostBytes));
        } catch (EnoughReadException e) {
            return null;
        }
    }

    private static TokenDocuments read(Corpus corpus, Collector collector) {
        Corpus.Description description = corpus.read(collector);
        if (collector.count == 0) {
            throw new DataException("corpus \"" + description.name() + "\" has no documents");
        }
        return new TokenDocuments(description, corpus.questions(), collector);
    }

    /** What was read. */
    public Corpus.Description description() {
        return description;
    }

    /** How the documents are written if they are questions with answers; null for other documents. */
    @Nullable
    QuestionFormat questions() {
        return questions;
    }

    /** Number of token values. */
    public int vocabulary() {
        return vocabulary;
    }

    /** Number of documents. */
    public int size() {
        return domains.length;
    }

    /** Number of tokens of all documents. */
    public int tokenCount() {
        return tokens.size();
    }

    /** Bytes of text behind one token, on average. */
    public double bytesPerToken() {
        return bytesPerToken;
    }

    @Override
    public int labels() {
        return description.domains().size();
    }

    /** Domain of a document: an index into {@link #domainNames()}. */
    @Override
    public int label(int document) {
        return domains[document];
    }

    @Override
    public List<String> attributes() {
        return List.of("domain");
    }

    @Override
    public int groups() {
        return labels();
    }

    @Override
    public int group(int document) {
        return domains[document];
    }

    /** Number of tokens of a document, its separator counted. */
    @Override
    public long length(int document) {
        return (long) starts[document + 1] - starts[document];
    }

    @Override
    public String groupName(int group) {
        return domainNames().get(group);
    }

    /** Names of the domains. */
    public List<String> domainNames() {
        return description.domains();
    }

    /** What a document is used for. */
    public Split split(int document) {
        return splits[document];
    }

    /** The documents of a split, ascending. */
    public int[] documents(Split split) {
        int[] found = new int[size()];
        int count = 0;
        for (int i = 0; i < found.length; i++) {
            if (splits[i] == split) {
                found[count++] = i;
            }
        }
        return Arrays.copyOf(found, count);
    }

    /** The given documents one after the other, in the given order. */
    CompactTokens join(int[] documents) {
        long length = 0;
        for (int document : documents) {
            length += length(document);
        }
        CompactTokens joined = new CompactTokens(vocabulary, Math.toIntExact(length));
        for (int document : documents) {
            joined.addAll(tokens, starts[document], starts[document + 1]);
        }
        return joined;
    }

    int token(int index) {
        return tokens.get(index);
    }

    int start(int document) {
        return starts[document];
    }

    /** Ends the reading of a corpus that is larger than what was to be read. */
    private static final class EnoughReadException extends RuntimeException {
        private static final long serialVersionUID = 1L;

        EnoughReadException() {
            super("enough was read", null, false, false);
        }
    }

    private static final class Collector implements Corpus.Visitor {
        private static final int BYTES_PER_DOCUMENT = Integer.BYTES + Short.BYTES + Integer.BYTES;

        private final Tokenizer tokenizer;
        private final int vocabulary;
        private final CompactTokens tokens;
        private int[] starts = new int[1024];
        private short[] domains = new short[1024];
        private Split[] splits = new Split[1024];
        private int count;
        private double bytes;
        private final double mostBytes;

        Collector(Corpus corpus, Tokenizer tokenizer, double mostBytes) {
            this.mostBytes = mostBytes;
            this.tokenizer = tokenizer;
            this.vocabulary = corpus.vocabulary() > 0 ? corpus.vocabulary() : tokenizer.vocabulary();
            this.tokens = new CompactTokens(vocabulary, 1 << 16);
        }

        @Override
        public void text(byte[] utf8, int domain, long key) {
            for (int token : tokenizer.encode(utf8)) {
                tokens.add(token);
            }
            tokens.add(tokenizer.separator());
            end(utf8.length + 1L, domain, key);
        }

        @Override
        public void tokens(int[] ids, long textBytes, int domain, long key) {
            for (int token : ids) {
                if (token < 0 || token >= vocabulary) {
                    throw new DataException("token " + token + " of document " + count
                            + " is outside the stated vocabulary of " + vocabulary);
                }
                tokens.add(token);
            }
            end(textBytes, domain, key);
        }

        private void end(long textBytes, int domain, long key) {
            if (count == domains.length) {
                CompactTokens.requireRoom(tokens.memoryBytes() + 3L * count * BYTES_PER_DOCUMENT, count + " documents");
                starts = Arrays.copyOf(starts, 2 * count);
                domains = Arrays.copyOf(domains, 2 * count);
                splits = Arrays.copyOf(splits, 2 * count);
            }
            domains[count] = (short) domain;
            splits[count] = Split.of(key);
            count++;
            if (count == starts.length) {
                starts = Arrays.copyOf(starts, count + 1);
            }
            starts[count] = tokens.size();
            bytes += textBytes;
            if (bytes > mostBytes) {
                throw new EnoughReadException();
            }
        }
    }
}
