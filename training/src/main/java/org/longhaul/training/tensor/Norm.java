package org.longhaul.training.tensor;

/**
 * The Euclidean norm of large tensors. Squares are added in double precision, slice by slice: the library's own float32 sum
 * is off by one part in 300 at 50 million elements, and a double copy of the whole would cost twice the tensor's memory.
 */
final class Norm {
    private static final long SLICE = 1 << 18;

    private Norm() {}

    /** A scalar in float64 on the tensor's device, which nobody has waited for. */
    static Tensor of(Tensor tensor) {
        // Most are vectors without a gradient, and each view of one that changes nothing would cross into native code
        // and back.
        boolean isFlat = tensor.dimensions() == 1 && !tensor.requiresGradient() && tensor.isContiguous();
        Tensor flat = isFlat ? tensor : tensor.detach().contiguous().view(-1);
        Tensor sum = squares(flat.elements() <= SLICE ? flat : flat.narrow(0, 0, SLICE));
        for (long start = SLICE; start < flat.elements(); start += SLICE) {
            Tensor more = squares(flat.narrow(0, start, Math.min(SLICE, flat.elements() - start)));
            sum.addInPlace(more);
            more.close();
        }
        Tensor root = sum.sqrt();
        sum.close();
        return root;
    }

    /** Kept: the copy in double precision goes at once. */
    private static Tensor squares(Tensor slice) {
        return TensorScope.compute(() -> {
            Tensor exact = slice.to(DType.FLOAT64);
            return exact.dot(exact);
        });
    }
}
