package org.longhaul.training.method.semisupervised;

import java.util.random.RandomGenerator;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Hashes;
import org.longhaul.training.augmentation.Augmentation;
import org.longhaul.training.partition.DataStreams;
import org.longhaul.training.partition.Permutation;
import org.longhaul.training.task.DataShape;
import org.longhaul.training.task.ExamplePool;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/** Tensors of examples of somebody's, changed at random or not, and the orders in which they are met. */
final class LocalPool {
    /** Examples whose features are computed at once, where no batch says how many. */
    static final int AT_ONCE = 250;

    private final ExamplePool pool;
    private final Device device;
    private final long seed;

    LocalPool(ExamplePool pool, Device device, long seed) {
        this.pool = pool;
        this.device = device;
        this.seed = seed;
    }

    DataShape.Examples shape() {
        return pool.shape();
    }

    int count(int rank) {
        return pool.count(rank);
    }

    /** The examples at some places, [B, ...]; each changed by the stream, one after another, if there is a change. */
    Tensor inputs(int rank, int[] places, @Nullable Augmentation change, @Nullable RandomGenerator random) {
        int elements = pool.shape().elements();
        float[] values = new float[Math.multiplyExact(places.length, elements)];
        for (int row = 0; row < places.length; row++) {
            pool.copy(rank, places[row], values, row * elements);
            if (change != null && random != null) {
                change.apply(values, row * elements, random);
            }
        }
        long[] shape = new long[pool.shape().dimensions().size() + 1];
        shape[0] = places.length;
        for (int i = 1; i < shape.length; i++) {
            shape[i] = pool.shape().dimensions().get(i - 1);
        }
        return Tensors.of(device, values, shape);
    }

    /** The true classes of examples at some places, which a server may train on and only measures may know of a client. */
    long[] labels(int rank, int[] places) {
        long[] labels = new long[places.length];
        for (int row = 0; row < places.length; row++) {
            labels[row] = pool.label(rank, places[row]);
        }
        return labels;
    }

    int classes() {
        return pool.shape().classes();
    }

    Tensor classes(long[] labels) {
        return Tensors.of(device, labels, labels.length);
    }

    /** A stream of a rank's own for each purpose and number. */
    RandomGenerator stream(String purpose, int rank, long number) {
        return DataStreams.stream(key(rank, number), purpose, 0);
    }

    /**
     * So many numbers below a size, on from the first of a walk that goes through all of them again and again, in another order
     * each time.
     */
    int[] walk(int size, int rank, long number, long first, int count) {
        long key = key(rank, number);
        int[] places = new int[count];
        for (int i = 0; i < count; ) {
            long pass = (first + i) / size;
            Permutation order = new Permutation(size, Hashes.next(key ^ pass));
            for (; i < count && first + i < (pass + 1) * size; i++) {
                places[i] = (int) order.at(first + i - pass * size);
            }
        }
        return places;
    }

    private long key(int rank, long number) {
        return Hashes.next(Hashes.next(Hashes.next(seed) ^ rank) ^ number);
    }
}
