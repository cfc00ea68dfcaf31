package org.longhaul.training.codec;

import org.longhaul.extension.Require;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;

/** Neighbouring elements that share a scale: rows of a matrix, the last one filled up with zeros that are not sent. */
final class Blocks {
    /** Largest size of a block. */
    static final long MOST = 1L << 40;

    private Blocks() {}

    static void require(String name, long block) {
        Require.count(name, block, MOST);
    }

    /** The vector as float32, [blocks, block]. */
    static Tensor split(Tensor vector, long block) {
        long blocks = count(vector.elements(), block);
        return Indexing.padded(vector.to(DType.FLOAT32), blocks * block).view(blocks, block);
    }

    /** The first {@code elements} of the rows, one after another. */
    static Tensor join(Tensor rows, long elements) {
        return rows.reshape(-1).narrow(0, 0, elements);
    }

    /** Number of blocks that so many elements make. */
    static long count(long elements, long block) {
        return elements / block + (elements % block == 0 ? 0 : 1);
    }

    /**
     * Elements over their row's scale. A row whose scale is 0 gives zeros; one that is not finite gives zeros too, and its
     * scale makes all of it NaN when it is decoded, so that a training that diverged shows.
     */
    static Tensor scaled(Tensor rows, Tensor scales) {
        return Indexing.replaced(rows.div(scales), 0, 0, 0);
    }
}
