package org.longhaul.training.dataset;

import java.util.Arrays;
import java.util.List;
import java.util.stream.IntStream;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Hashes;
import org.longhaul.training.data.DataException;
import org.longhaul.training.partition.DataStreams;
import org.longhaul.training.partition.Partitioner;
import org.longhaul.training.partition.Permutation;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.task.ExamplePool;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensors;

/**
 * Batches of a data set that is divided over workers.
 *
 * <p><b>Model.</b> All examples are divided at once, so that what is held out of a worker's share is like what it trains on.
 * A worker walks its training examples epoch by epoch, each epoch in an order of its own; step s takes places s B to s B + B -
 * 1 of the walk. All orders are functions of (seed, worker, epoch). Validation examples are the same for every seed, method,
 * worker and batch. A share is a list of numbers of examples; there is one copy of the examples themselves.
 *
 * <p>Thread-safety: immutable.
 */
public final class ExampleBatches implements BatchSource, ExamplePool {
    /** Examples of a validation set whose size is not stated. */
    public static final int USUAL_VALIDATION_EXAMPLES = 1000;

    private static final int MOST_AT_ONCE = 250;

    private final Examples examples;
    private final int batch;
    private final long seed;
    private final int[][] training;
    private final int[][] heldOut;
    private final int[] validation;

    /** Those with labels that the server has and no worker. */
    private final int[] labelled;

    /** The sensor of each worker's examples. */
    private final int[] sensors;

    /**
     * Divides the examples.
     *
     * @param batch examples of one batch, B
     * @param validationExamples how many to validate on; null for {@value #USUAL_VALIDATION_EXAMPLES}, or all that are held out
     *     if these are fewer
     * @throws DataException if a worker has no example, or fewer are held out than stated
     */
    public ExampleBatches(
            Examples examples,
            Partitioner partitioner,
            int workers,
            int batch,
            @Nullable Integer validationExamples,
            long seed) {
        this(examples, 0, partitioner, workers, batch, validationExamples, seed);
    }

    /**
     * Divides the examples but for some that the server has.
     *
     * @param labelled examples of the server, as many of each class as of any other or one more
     * @throws DataException if a worker has no example, or fewer are held out than stated, or a class has too few for the server
     */
    public ExampleBatches(
            Examples examples,
            int labelled,
            Partitioner partitioner,
            int workers,
            int batch,
            @Nullable Integer validationExamples,
            long seed) {
        this.examples = examples;
        this.batch = batch;
        this.seed = seed;
        int[] atServer = ServerExamples.of(examples, labelled, seed);
        this.labelled = atServer;
        int[] dealt = IntStream.range(0, examples.size())
                .filter(item -> examples.isDealt(item) && Arrays.binarySearch(atServer, item) < 0)
                .toArray();
        int[][] shares = partitioner.shares(examples, dealt, workers, seed);
        training = new int[workers][];
        heldOut = new int[workers][];
        for (int worker = 0; worker < workers; worker++) {
            training[worker] = part(shares[worker], false);
            heldOut[worker] = part(shares[worker], true);
            if (training[worker].length == 0) {
                throw new DataException("worker " + worker + " has no example of the " + dealt.length
                        + " to train on\nMaybe use fewer workers, a more even partition or more examples.");
            }
        }
        validation = validation(
                IntStream.range(0, examples.size())
                        .filter(examples::isValidated)
                        .toArray(),
                validationExamples);
        sensors = Arrays.stream(training).mapToInt(this::sensor).toArray();
    }

    /** The one sensor that saw all of some examples; {@link #SEVERAL_SENSORS} if there is none. */
    private int sensor(int[] items) {
        int first = examples.sensor(items[0]);
        boolean isOne =
                first != Examples.ALL_SENSORS && Arrays.stream(items).allMatch(item -> examples.sensor(item) == first);
        return isOne ? first : SEVERAL_SENSORS;
    }

    private int[] part(int[] items, boolean wanted) {
        return Arrays.stream(items)
                .filter(item -> examples.isHeldOut(item) == wanted)
                .toArray();
    }

    private static int[] validation(int[] available, @Nullable Integer stated) {
        int wanted = stated == null ? Math.min(USUAL_VALIDATION_EXAMPLES, available.length) : stated;
        if (wanted > available.length || wanted == 0) {
            throw new DataException("validationSequences (" + wanted + ") are more than the " + available.length
                    + " examples that the data set holds out, or none"
                    + "\nMaybe leave it out for as many as there are, up to " + USUAL_VALIDATION_EXAMPLES + ".");
        }
        int[] order = DataStreams.shuffled(available.length, DataStreams.stream(0, "examples.validation", 0));
        int[] chosen = new int[wanted];
        Arrays.setAll(chosen, i -> available[order[i]]);
        return chosen;
    }

    @Override
    public Batch batch(int worker, long step, Device device) {
        int[] mine = training[worker];
        int[] items = new int[batch];
        for (int row = 0; row < batch; row++) {
            long place = Math.addExact(Math.multiplyExact(step, (long) batch), row);
            long key = Hashes.next(Hashes.next(Hashes.next(seed) ^ worker) ^ place / mine.length);
            items[row] = mine[(int) new Permutation(mine.length, key).at(place % mine.length)];
        }
        return batch(items, device);
    }

    private Batch batch(int[] items, Device device) {
        int elements = examples.shape().elements();
        float[] inputs = new float[items.length * elements];
        long[] targets = new long[items.length];
        for (int row = 0; row < items.length; row++) {
            examples.copy(items[row], inputs, row * elements);
            targets[row] = examples.label(items[row]);
        }
        long[] shape = new long[examples.shape().dimensions().size() + 1];
        shape[0] = items.length;
        for (int i = 1; i < shape.length; i++) {
            shape[i] = examples.shape().dimensions().get(i - 1);
        }
        return new Batch(Tensors.of(device, inputs, shape), Tensors.of(device, targets, items.length), items.length);
    }

    @Override
    public String identity() {
        long hash = Arrays.hashCode(validation);
        for (int[] share : training) {
            hash = Hashes.next(hash ^ Arrays.hashCode(share));
        }
        String atServer = labelled.length == 0 ? "" : ", " + labelled.length + " of them at the server";
        return examples.identity() + atServer + ", batches of " + batch + " of the seed " + seed + ", shares "
                + Long.toHexString(hash);
    }

    @Override
    public long samples(int worker) {
        return training[worker].length;
    }

    /** Number of classes of what a worker trains on. */
    public int classes(int worker) {
        return (int)
                Arrays.stream(training[worker]).map(examples::label).distinct().count();
    }

    /** Number of examples that are held out of a worker's own. */
    public int heldOutExamples(int worker) {
        return heldOut[worker].length;
    }

    @Override
    public int validationBatches() {
        return chunks(validation);
    }

    @Override
    public Batch validation(int index, Device device) {
        return batch(chunk(validation, index), device);
    }

    @Override
    public List<String> sensors() {
        return examples.sensors();
    }

    @Override
    public int sensorOf(int worker) {
        return sensors[worker];
    }

    @Override
    public Batch validation(int index, int sensor, Device device) {
        int[] seen = chunk(validation, index);
        Arrays.setAll(seen, i -> examples.seenBy(seen[i], sensor));
        return batch(seen, device);
    }

    @Override
    public int trainingBatches(int worker) {
        return chunks(training[worker]);
    }

    @Override
    public Batch training(int worker, int index, Device device) {
        return batch(chunk(training[worker], index), device);
    }

    @Override
    public int heldOutBatches(int worker) {
        return chunks(heldOut[worker]);
    }

    @Override
    public Batch heldOut(int worker, int index, Device device) {
        return batch(chunk(heldOut[worker], index), device);
    }

    private static int chunks(int[] items) {
        return (items.length + MOST_AT_ONCE - 1) / MOST_AT_ONCE;
    }

    private static int[] chunk(int[] items, int index) {
        return Arrays.copyOfRange(items, index * MOST_AT_ONCE, Math.min(items.length, (index + 1) * MOST_AT_ONCE));
    }

    @Override
    public ExamplePool pool() {
        return this;
    }

    @Override
    public DataShape.Examples shape() {
        return examples.shape();
    }

    @Override
    public int count(int rank) {
        return of(rank).length;
    }

    @Override
    public void copy(int rank, int place, float[] target, int at) {
        examples.copy(of(rank)[place], target, at);
    }

    @Override
    public int label(int rank, int place) {
        return examples.label(of(rank)[place]);
    }

    private int[] of(int rank) {
        return rank == training.length ? labelled : training[rank];
    }

    @Override
    public long itemsPerBatch() {
        return batch;
    }
}
