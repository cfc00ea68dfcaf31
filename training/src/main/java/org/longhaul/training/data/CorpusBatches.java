package org.longhaul.training.data;

import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * Batches of a corpus that is divided over workers.
 *
 * <p><b>Model.</b> A worker's documents are joined in an order shuffled once, and cut into sequences of T+1 tokens that
 * overlap by one. Its sequences are walked epoch by epoch, each epoch in an order of its own; step s takes places s B to
 * s B + B - 1 of the walk. All orders are functions of (seed, worker, epoch), so there is no state to save. Validation
 * sequences come from the validation split and are the same for every seed, method and worker.
 *
 * <p>Thread-safety: immutable.
 */
public final class CorpusBatches implements BatchSource {
    private final Shape shape;
    private final CompactTokens[] shards;
    private final CompactTokens validation;
    private final long seed;
    private final double bytesPerToken;

    /**
     * How many sequences of which length.
     *
     * @param sequences sequences of one batch, B
     * @param contextLength trained positions of one sequence, T
     * @param validationBatches batches that validation runs over, at most; fewer if the validation split is small
     */
    public record Shape(int sequences, int contextLength, int validationBatches) {
        public Shape {
            positive("sequences", sequences);
            positive("contextLength", contextLength);
            positive("validationBatches", validationBatches);
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
     * @throws DataException if a worker or the validation split has too few tokens for one sequence
     */
    public CorpusBatches(TokenDocuments corpus, Partitioner partitioner, int workers, Shape shape, long seed) {
        this.shape = shape;
        this.seed = seed;
        this.bytesPerToken = corpus.bytesPerToken();
        int[][] documents = divide(corpus, partitioner, workers, seed);
        shards = new CompactTokens[workers];
        for (int worker = 0; worker < workers; worker++) {
            shards[worker] = corpus.join(shuffled(documents[worker], seed, "data.documents", worker));
            check("worker " + worker, shards[worker]);
        }
        validation = corpus.join(shuffled(corpus.documents(Split.VALIDATION), 0, "data.validation", 0));
        check("the validation split", validation);
    }

    /** The training documents of each worker. */
    static int[][] divide(TokenDocuments corpus, Partitioner partitioner, int workers, long seed) {
        int[] training = corpus.documents(Split.TRAINING);
        int[] assigned = partitioner.assign(corpus, training, workers, seed);
        int[] counts = new int[workers];
        for (int worker : assigned) {
            counts[worker]++;
        }
        int[][] documents = new int[workers][];
        for (int worker = 0; worker < workers; worker++) {
            documents[worker] = new int[counts[worker]];
        }
        for (int i = assigned.length - 1; i >= 0; i--) {
            documents[assigned[i]][--counts[assigned[i]]] = training[i];
        }
        return documents;
    }

    private static int[] shuffled(int[] documents, long seed, String stream, int worker) {
        int[] order = Seeds.shuffled(documents.length, Seeds.stream(seed, stream, worker));
        int[] result = new int[documents.length];
        for (int i = 0; i < result.length; i++) {
            result[i] = documents[order[i]];
        }
        return result;
    }

    private void check(String owner, CompactTokens tokens) {
        if (sequences(tokens) < 1) {
            throw new DataException(owner + " has " + tokens.size() + " tokens, fewer than one sequence of "
                    + (shape.contextLength + 1) + "\nMaybe use fewer workers, a more even partition, a shorter context"
                    + " or a larger corpus.");
        }
    }

    private long sequences(CompactTokens tokens) {
        return (tokens.size() - 1L) / shape.contextLength;
    }

    @Override
    public Tensor batch(int worker, long step, Device device) {
        CompactTokens shard = shards[worker];
        long count = sequences(shard);
        int length = shape.contextLength + 1;
        long[] ids = new long[shape.sequences * length];
        for (int row = 0; row < shape.sequences; row++) {
            long place = Math.addExact(Math.multiplyExact(step, (long) shape.sequences), row);
            long epoch = place / count;
            long sequence = new Permutation(count, key(worker, epoch)).at(place % count);
            shard.copy((int) (sequence * shape.contextLength), length, ids, row * length);
        }
        return Tensors.of(device, ids, shape.sequences, length);
    }

    private long key(int worker, long epoch) {
        return Seeds.mix(Seeds.mix(Seeds.mix(seed) ^ worker) ^ epoch);
    }

    @Override
    public int validationBatches() {
        long available = Math.max(1, sequences(validation) / shape.sequences);
        return (int) Math.min(shape.validationBatches, available);
    }

    @Override
    public Tensor validation(int index, Device device) {
        int length = shape.contextLength + 1;
        long[] ids = new long[shape.sequences * length];
        long count = sequences(validation);
        for (int row = 0; row < shape.sequences; row++) {
            long sequence = ((long) index * shape.sequences + row) % count;
            validation.copy((int) (sequence * shape.contextLength), length, ids, row * length);
        }
        return Tensors.of(device, ids, shape.sequences, length);
    }

    @Override
    public long tokensPerBatch() {
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
