package org.longhaul.training.tensor;

import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.DoubleOptional;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/** Conditions, positions and bits: what choosing and packing of elements needs. Nothing here is differentiable. */
public final class Indexing {
    private Indexing() {}

    /** Whether each element is at least {@code bound}; NaN is not. */
    public static Tensor isAtLeast(Tensor tensor, double bound) {
        return Tensor.call("at least", () -> tensor.handle().ge(new Scalar(bound)), tensor);
    }

    /** Whether each element is above {@code bound}; NaN is not. */
    public static Tensor isAbove(Tensor tensor, double bound) {
        return Tensor.call("above", () -> tensor.handle().gt(new Scalar(bound)), tensor);
    }

    /** Whether each element equals {@code value}. */
    public static Tensor isEqual(Tensor tensor, double value) {
        return Tensor.call("equal", () -> tensor.handle().eq(new Scalar(value)), tensor);
    }

    /** Whether each element is another number than 0; NaN is. */
    public static Tensor isNonZero(Tensor tensor) {
        return Tensor.call("not zero", () -> tensor.handle().ne(new Scalar(0.0)), tensor);
    }

    /** Indices of the true or non-zero elements of a vector, ascending, int64. */
    public static Tensor positions(Tensor vector) {
        return Tensor.call("positions", () -> vector.handle().nonzero().reshape(-1), vector);
    }

    /** The elements of a vector, or the rows of a matrix, at int32 or int64 indices. */
    public static Tensor take(Tensor vector, Tensor indices) {
        return Tensor.call("take", () -> vector.handle().index_select(0, indices.handle()), vector, indices);
    }

    /** A vector of zeros with {@code values} at int64 indices that differ from one another. */
    public static Tensor spread(Tensor values, Tensor indices, long length) {
        return Tensor.call(
                "spread",
                () -> torch.zeros(new long[] {length}, values.handle().options())
                        .index_copy_(0, indices.handle(), values.handle()),
                values,
                indices);
    }

    /** Puts {@code values} at int64 indices of a vector that differ from one another, in place. */
    public static void put(Tensor values, Tensor indices, Tensor vector) {
        vector.inPlace("put", () -> vector.handle().index_copy_(0, indices.handle(), values.handle()), values, indices);
    }

    /** The {@code count}-th largest element of a vector, counted from 1; NaN counts as larger than all others. */
    public static double largest(Tensor vector, long count) {
        return TensorScope.evaluate(() -> Tensor.call(
                        "largest",
                        () -> vector.handle().topk(count, 0, true, false).get0().min(),
                        vector)
                .item());
    }

    /**
     * Places of the {@code count} elements of a vector that are largest in magnitude, ascending, int64; of equal ones those at the
     * lower places come first, and NaN counts as infinite.
     */
    public static Tensor largestMagnitudes(Tensor vector, long count) {
        Tensor magnitudes = replaced(vector.abs(), Double.POSITIVE_INFINITY, Double.POSITIVE_INFINITY, 0);
        double least = largest(magnitudes, count);
        Tensor places = positions(isAtLeast(magnitudes, least));
        if (places.elements() == count) {
            return places;
        }
        Tensor above = positions(isAbove(magnitudes, least));
        return ascending(above, positions(isEqual(magnitudes, least)).narrow(0, 0, count - above.elements()));
    }

    /** Largest element of each row of a matrix, [rows, 1]; NaN where a row holds one. */
    public static Tensor largestOfRows(Tensor matrix) {
        return Tensor.call("largest of rows", () -> matrix.handle().amax(new long[] {1}, true), matrix);
    }

    /**
     * Where the largest elements of each row of a matrix lie, the largest first, of equal ones the first; NaN counts as larger
     * than all others.
     *
     * @return int64 [rows, count]
     */
    public static Tensor largestPlacesOfRows(Tensor matrix, long count) {
        return Tensor.call(
                "largest places",
                () -> matrix.handle()
                        .sort(new BoolOptional(true), 1, true)
                        .get1()
                        .narrow(1, 0, count)
                        .contiguous(),
                matrix);
    }

    /** The elements of each row of a matrix at int64 places of that row. */
    public static Tensor takeOfRows(Tensor matrix, Tensor places) {
        return Tensor.call("take of rows", () -> matrix.handle().gather(1, places.handle()), matrix, places);
    }

    /** Rows of zeros with {@code values} at int64 places of each row that differ from one another. */
    public static Tensor spreadOverRows(Tensor values, Tensor places, long columns) {
        return Tensor.call(
                "spread over rows",
                () -> torch.zeros(
                                new long[] {values.size(0), columns},
                                values.handle().options())
                        .scatter_(1, places.handle(), values.handle()),
                values,
                places);
    }

    /** A vector made longer by zeros. */
    public static Tensor padded(Tensor vector, long length) {
        return Tensor.call("pad", () -> torch.constant_pad_nd(vector.handle(), 0, length - vector.elements()), vector);
    }

    /** The nearest whole number, halves to the even one. */
    public static Tensor rounded(Tensor tensor) {
        return Tensor.call("round", () -> tensor.handle().round(), tensor);
    }

    /** The same with other numbers in place of NaN and of the two infinities. */
    public static Tensor replaced(Tensor tensor, double nan, double infinity, double minusInfinity) {
        return Tensor.call(
                "replace",
                () -> tensor.handle()
                        .nan_to_num(
                                new DoubleOptional(nan),
                                new DoubleOptional(infinity),
                                new DoubleOptional(minusInfinity)),
                tensor);
    }

    /** How many of the ascending boundaries lie below each element, int64; NaN lies above all. */
    public static Tensor countBelow(Tensor tensor, Tensor boundaries) {
        return Tensor.call(
                "count below",
                () -> torch.bucketize(tensor.handle(), boundaries.handle(), false, false),
                tensor,
                boundaries);
    }

    /** Two vectors of int64 indices as one, sorted. */
    public static Tensor ascending(Tensor first, Tensor second) {
        return Tensor.call(
                "sort", () -> torch.cat(Tensors.vector(first, second), 0).sort().get0(), first, second);
    }

    /** Bits that whole numbers have in common, element by element. */
    public static Tensor commonBits(Tensor first, Tensor second) {
        return Tensor.call("and", () -> first.handle().bitwise_and(second.handle()), first, second);
    }
}
