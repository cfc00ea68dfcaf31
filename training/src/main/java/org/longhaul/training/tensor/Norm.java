package org.longhaul.training.tensor;

/**
 * The Euclidean norm of large tensors. Squares are added in double precision, slice by slice: the library's own float32 sum
 * is off by one part in 300 at 50 million elements, and a double copy of the whole would cost twice the tensor's memory.
 */
final class Norm {
    private static final long SLICE = 1 << 18;

    private Norm() {}

    static double of(Tensor tensor) {
        double[] squares = new double[1];
        TensorScope.run(() -> {
            Tensor flat = tensor.detach().contiguous().view(-1);
            for (long start = 0; start < flat.elements(); start += SLICE) {
                squares[0] += squares(flat.narrow(0, start, Math.min(SLICE, flat.elements() - start)));
            }
        });
        return Math.sqrt(squares[0]);
    }

    private static double squares(Tensor slice) {
        double[] sum = new double[1];
        TensorScope.run(() -> {
            Tensor exact = slice.to(DType.FLOAT64);
            sum[0] = exact.dot(exact).item();
        });
        return sum[0];
    }
}
