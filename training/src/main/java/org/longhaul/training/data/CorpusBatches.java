package org.longhaul.training.data;

import java.util.Arrays;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Hashes;
import org.longhaul.training.partition.DataStreams;
import org.longhaul.training.partition.Partitioner;
import org.longhaul.training.partition.Permutation;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.QuestionPool;
import org.longhaul.training.task.RowPool;
import org.longhaul.training.task.TokenBatches;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * Batches of a corpus that is divided over workers.
 *
 * <p><b>Model.</b> A worker's documents are joined in an order shuffled once, and cut into sequences of T+1 tokens that
 * overlap by one. Its sequences are walked epoch by epoch, each epoch in an order of its own; step s takes places s B to
 * s B + B - 1 of the walk. All orders are functions of (seed, worker, epoch), so there is no state to save. Validation
 * sequences come from the validation split, which is never trained on, and are the same for every seed, method, worker
 * and batch.
 *
 * <p>Thread-safety: immutable.
 */
public final class CorpusBatches implements TokenBatches {
    /** Sequences of a validation set whose size is not stated. */
    public static final int USUAL_VALIDATION_SEQUENCES = 1000;

    /** Tokens of one validation batch, at most: bounds the memory of its logits. */
    private static final int MOST_VALIDATION_TOKENS = 2048;

    private final Shape shape;
    private final CompactTokens[] shards;
    private final CompactTokens validation;
    private final long seed;
    private final double bytesPerToken;
    private final int validationSequences;
    private final int validationBatch;

    /** What is held out of each worker's own data; none unless wanted. */
    private final CompactTokens[] heldOut;
    /** How documents are written that are questions; null for others. */
    private final @Nullable QuestionFormat format;

    private final @Nullable QuestionPool questions;

    private final RowPool pool;

    /**
     * How many sequences of which length.
     *
     * @param sequences sequences of one batch, B
     * @param contextLength trained positions of one sequence, T
     * @param validationSequences sequences that validation runs over; null for {@value #USUAL_VALIDATION_SEQUENCES}, or all
     *     that the validation split has if these are fewer
     */
    public record Shape(int sequences, int contextLength, @Nullable Integer validationSequences) {
        public Shape {
            positive("sequences", sequences);
            positive("contextLength", contextLength);
            if (validationSequences != null) {
                positive("validationSequences", validationSequences);
            }
        }

        private static void positive(String name, int value) {
            if (value < 1) {
                throw new IllegalArgumentException(name + " (" + value + ") must be at least 1");
            }
        }
    }

    /**
     * Divides the training documents and lays out every worker's tokens.
     *
     * @param workers number of workers
     * @param seed master seed: orders documents and sequences
     * @throws DataException if a worker or the validation split has too few tokens for one sequence, or the validation split
     *     for the stated number of them
     */
    public CorpusBatches(TokenDocuments corpus, Partitioner partitioner, int workers, Shape shape, long seed) {
        this(corpus, partitioner, workers, shape, seed, false);
    }

    /**
     * The same.
     *
     * @param holdsOut whether the validation documents are divided over the workers too, like those that these train on
     */
    public CorpusBatches(
            TokenDocuments corpus, Partitioner partitioner, int workers, Shape shape, long seed, boolean holdsOut) {
        this.shape = shape;
        this.seed = seed;
        this.bytesPerToken = corpus.bytesPerToken();
        int[][] documents = divide(corpus, partitioner, workers, seed);
        format = corpus.questions();
        questions = format == null ? null : new CorpusQuestions(corpus, format, shape.contextLength, documents);
        int[][] joined = new int[workers][];
        shards = new CompactTokens[workers];
        for (int worker = 0; worker < workers; worker++) {
            joined[worker] = shuffled(documents[worker], seed, "data.documents", worker);
            shards[worker] = corpus.join(joined[worker]);
            check("worker " + worker, shards[worker].size(), shape.contextLength);
        }
        pool = new CorpusRows(this, corpus, joined, shape);
        validation = corpus.join(shuffled(corpus.documents(Split.VALIDATION), 0, "data.validation", 0));
        check("the validation split", validation.size(), shape.contextLength);
        validationSequences = validationSequences(shape, sequences(validation));
        heldOut = new CompactTokens[holdsOut ? workers : 0];
        if (holdsOut) {
            int[] order = shuffled(corpus.documents(Split.VALIDATION), 0, "data.held-out", 0);
            int[][] own = DomainValidation.divide(corpus, order, documents);
            Arrays.setAll(heldOut, worker -> corpus.join(own[worker]));
        }
        validationBatch = Math.max(1, Math.min(validationSequences, MOST_VALIDATION_TOKENS / shape.contextLength));
    }

    private static int validationSequences(Shape shape, long available) {
        Integer stated = shape.validationSequences;
        if (stated == null) {
            return (int) Math.min(USUAL_VALIDATION_SEQUENCES, available);
        }
        if (stated > available) {
            throw new DataException("validationSequences (" + stated + ") are more than the " + available
                    + " sequences of " + shape.contextLength + " tokens that the validation split has"
                    + "\nMaybe leave it out for as many as there are, up to " + USUAL_VALIDATION_SEQUENCES + ".");
        }
        return stated;
    }

    /**
     * Checks, without laying anything out, that every worker and the validation split have enough tokens.
     *
     * @throws DataException naming the first that has not
     */
    public static void requireEnough(
            TokenDocuments corpus, Partitioner partitioner, int workers, Shape shape, long seed) {
        int[][] documents = divide(corpus, partitioner, workers, seed);
        for (int worker = 0; worker < workers; worker++) {
            check("worker " + worker, tokens(corpus, documents[worker]), shape.contextLength);
        }
        long validation = tokens(corpus, corpus.documents(Split.VALIDATION));
        check("the validation split", validation, shape.contextLength);
        validationSequences(shape, (validation - 1) / shape.contextLength);
    }

    /** The questions of a corpus as they are divided, without laying anything out; null if its documents are none. */
    public static @Nullable QuestionPool questions(
            TokenDocuments corpus, Partitioner partitioner, int workers, Shape shape, long seed) {
        QuestionFormat written = corpus.questions();
        return written == null
                ? null
                : new CorpusQuestions(corpus, written, shape.contextLength, divide(corpus, partitioner, workers, seed));
    }

    private static long tokens(TokenDocuments corpus, int[] documents) {
        long tokens = 0;
        for (int document : documents) {
            tokens += corpus.length(document);
        }
        return tokens;
    }

    /** The training documents of each worker. */
    static int[][] divide(TokenDocuments corpus, Partitioner partitioner, int workers, long seed) {
        return partitioner.shares(corpus, corpus.documents(Split.TRAINING), workers, seed);
    }

    static int[] shuffled(int[] documents, long seed, String stream, int worker) {
        int[] order = DataStreams.shuffled(documents.length, DataStreams.stream(seed, stream, worker));
        int[] result = new int[documents.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = documents[order[i]];
        }
        return result;
    }

    private static void check(String owner, long tokens, int contextLength) {
        if (tokens - 1 < contextLength) {
            throw new DataException(owner + " has " + tokens + " tokens, fewer than one sequence of "
                    + (contextLength + 1L) + "\nMaybe use fewer workers, a more even partition, a shorter context"
                    + " or a larger corpus.");
        }
    }

    private long sequences(CompactTokens tokens) {
        return (tokens.size() - 1L) / shape.contextLength;
    }

    @Override
    public Batch batch(int worker, long step, Device device) {
        return rows(shards[worker], walked(worker, step, samples(worker)), device);
    }

    /** Which of so many sequences of a worker's a step takes. */
    int[] walked(int worker, long step, long count) {
        int[] sequences = new int[shape.sequences];
        for (int row = 0; row < sequences.length; row++) {
            long place = Math.addExact(Math.multiplyExact(step, (long) shape.sequences), row);
            long epoch = place / count;
            sequences[row] = Math.toIntExact(new Permutation(count, key(worker, epoch)).at(place % count));
        }
        return sequences;
    }

    /** Some sequences of a worker's own. */
    Batch training(int worker, int[] sequences, Device device) {
        return rows(shards[worker], sequences, device);
    }

    /** Sequences that validation runs over. */
    int validationSequences() {
        return validationSequences;
    }

    /** Some of them. */
    Batch ofValidation(int[] sequences, Device device) {
        return rows(validation, sequences, device);
    }

    /** Some sequences of joined tokens. */
    Batch rows(CompactTokens tokens, int[] sequences, Device device) {
        int length = shape.contextLength + 1;
        long[] ids = new long[sequences.length * length];
        for (int row = 0; row < sequences.length; row++) {
            tokens.copy(sequences[row] * shape.contextLength, length, ids, row * length);
        }
        Batch batch = Batch.ofTokens(Tensors.of(device, ids, sequences.length, length));
        return format == null ? batch : answersOf(batch, sequences, ids, format);
    }

    /** The batch in which answers count and nothing else. */
    private Batch answersOf(Batch batch, int[] sequences, long[] ids, QuestionFormat written) {
        int context = shape.contextLength;
        long[] targets = new long[sequences.length * context];
        for (int row = 0; row < sequences.length; row++) {
            written.targets((long) sequences[row] * context, ids, row * (context + 1), context, targets, row * context);
        }
        Tensor counted = Tensors.of(batch.inputs().device(), targets, sequences.length, context);
        return new Batch(batch.inputs(), counted, batch.items());
    }

    private long key(int worker, long epoch) {
        return Hashes.next(Hashes.next(Hashes.next(seed) ^ worker) ^ epoch);
    }

    /** A hash of all tokens stands for corpus, tokenizer and partition together. */
    @Override
    public String identity() {
        long hash = validation.hash();
        for (CompactTokens shard : shards) {
            hash = Hashes.next(hash ^ shard.hash());
        }
        return shape + " of the seed " + seed + ", tokens " + Long.toHexString(hash);
    }

    @Override
    public long samples(int worker) {
        return sequences(shards[worker]);
    }

    @Override
    public int validationBatches() {
        return (validationSequences + validationBatch - 1) / validationBatch;
    }

    @Override
    public Batch validation(int index, Device device) {
        return rows(validation, validationSequences, index, device);
    }

    @Override
    public int trainingBatches(int worker) {
        return Math.toIntExact((sequences(shards[worker]) + validationBatch - 1) / validationBatch);
    }

    @Override
    public Batch training(int worker, int index, Device device) {
        return rows(shards[worker], Math.toIntExact(sequences(shards[worker])), index, device);
    }

    /** Sequences of a worker's own, at most as many as of the validation set. */
    private int heldOutSequences(int worker) {
        return worker < heldOut.length
                ? (int) Math.max(0, Math.min(validationSequences, sequences(heldOut[worker])))
                : 0;
    }

    @Override
    public int heldOutBatches(int worker) {
        return (heldOutSequences(worker) + validationBatch - 1) / validationBatch;
    }

    @Override
    public Batch heldOut(int worker, int index, Device device) {
        return rows(heldOut[worker], heldOutSequences(worker), index, device);
    }

    private Batch rows(CompactTokens tokens, int sequences, int index, Device device) {
        int[] rows = new int[Math.min(validationBatch, sequences - index * validationBatch)];
        Arrays.setAll(rows, row -> index * validationBatch + row);
        return rows(tokens, rows, device);
    }

    @Override
    public RowPool rowPool() {
        return pool;
    }

    @Override
    public @Nullable QuestionPool questions() {
        return questions;
    }

    @Override
    public long itemsPerBatch() {
        return (long) shape.sequences * shape.contextLength;
    }

    @Override
    public double bytesPerToken() {
        return bytesPerToken;
    }

    /** Tokens of each worker's shard. */
    public long[] shardTokens() {
        long[] sizes = new long[shards.length];
        for (int worker = 0; worker < sizes.length; worker++) {
            sizes[worker] = shards[worker].size();
        }
        return sizes;
    }
}
