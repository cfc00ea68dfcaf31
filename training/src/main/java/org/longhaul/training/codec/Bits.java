package org.longhaul.training.codec;

import com.google.common.math.LongMath;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Indexing;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/** Small whole numbers packed into bytes, the first in the lowest bits; what the last byte has left is 0. */
final class Bits {
    private Bits() {}

    /** Bytes that so many numbers take. */
    static long bytes(long numbers, int width) {
        return numbers / (8 / width) + (numbers % (8 / width) == 0 ? 0 : 1);
    }

    /** The fewest blocks of so many numbers that fill whole bytes, as numbers. */
    static long joint(long block, int width) {
        long within = 8 / width;
        return block * (within / LongMath.gcd(block, within));
    }

    /**
     * Packs a vector.
     *
     * @param numbers int64 within [0, 2^width)
     * @param width bits of one number: 1, 2 or 4
     * @return uint8
     */
    static Tensor pack(Tensor numbers, int width) {
        long bytes = bytes(numbers.elements(), width);
        Tensor rows = Indexing.padded(numbers, bytes * (8 / width)).view(bytes, 8 / width);
        return rows.mul(places(rows.device(), width, 1)).sum(1, false).to(DType.UINT8);
    }

    /** The numbers again, int64. */
    static Tensor unpack(Tensor packed, int width, long elements) {
        Tensor places = places(packed.device(), width, 1);
        Tensor masks = places(packed.device(), width, (1 << width) - 1);
        Tensor apart = Indexing.commonBits(packed.to(DType.INT64).view(-1, 1), masks);
        // Each is a multiple of its place, so the quotient is exact.
        return apart.div(places).to(DType.INT64).view(-1).narrow(0, 0, elements);
    }

    private static Tensor places(Device device, int width, long factor) {
        long[] places = new long[8 / width];
        for (int i = 0; i < places.length; i++) {
            places[i] = factor << (i * width);
        }
        return Tensors.of(device, places, places.length);
    }
}
