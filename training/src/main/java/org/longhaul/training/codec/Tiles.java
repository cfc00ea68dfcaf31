package org.longhaul.training.codec;

import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.tensor.Tensor;

/**
 * A parameter as a matrix, cut into rectangles of one size: the sides are the largest divisors of rows and columns up to a
 * bound. A vector is one row.
 *
 * @param rows of the matrix
 * @param columns of the matrix
 * @param height rows of a tile
 * @param width columns of a tile
 */
public record Tiles(long rows, long columns, long height, long width) {
    /**
     * The tiles of a parameter.
     *
     * @param side most rows and columns of a tile
     */
    public static Tiles of(ParameterSpec spec, long side) {
        boolean isVector = spec.shape().size() < 2;
        long rows = isVector ? 1 : spec.rows();
        long columns = isVector ? spec.elements() : spec.columns();
        return new Tiles(rows, columns, divisor(rows, side), divisor(columns, side));
    }

    private static long divisor(long length, long most) {
        for (long divisor = Math.min(length, most); divisor > 1; divisor--) {
            if (length % divisor == 0) {
                return divisor;
            }
        }
        return 1;
    }

    /** Number of tiles. */
    public long count() {
        return rows / height * (columns / width);
    }

    /** Elements of a tile. */
    public long elements() {
        return height * width;
    }

    /** The tiles one after the other, [count, height, width], of a tensor of the parameter's elements. */
    public Tensor apart(Tensor parameter) {
        return parameter
                .view(rows / height, height, columns / width, width)
                .permute(0, 2, 1, 3)
                .reshape(count(), height, width);
    }

    /** The parameter's elements in their own order again, [rows, columns]. */
    public Tensor together(Tensor tiles) {
        return tiles.reshape(rows / height, columns / width, height, width)
                .permute(0, 2, 1, 3)
                .reshape(rows, columns);
    }
}
