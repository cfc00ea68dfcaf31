package org.longhaul.training.tensor;

import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;

/** Copies between tensors and Java arrays: one native copy each, on the CPU, in row-major order. */
final class TensorData {
    private TensorData() {}

    static float[] floats(Tensor tensor) {
        float[] values = new float[length(tensor, Float.BYTES)];
        read(values.length, () -> new FloatPointer(pointer(tensor, DType.FLOAT32)).get(values));
        return values;
    }

    static double[] doubles(Tensor tensor) {
        double[] values = new double[length(tensor, Double.BYTES)];
        read(values.length, () -> new DoublePointer(pointer(tensor, DType.FLOAT64)).get(values));
        return values;
    }

    static long[] longs(Tensor tensor) {
        long[] values = new long[length(tensor, Long.BYTES)];
        read(values.length, () -> new LongPointer(pointer(tensor, DType.INT64)).get(values));
        return values;
    }

    static byte[] bytes(Tensor tensor) {
        DType type = tensor.dtype();
        byte[] values = new byte[length(tensor, type.bytes()) * type.bytes()];
        read(values.length, () -> new BytePointer(pointer(tensor, type)).get(values));
        return values;
    }

    /** An empty tensor has no address to read from. */
    private static void read(int length, Runnable copy) {
        if (length > 0) {
            TensorScope.run(copy);
        }
    }

    /** Start of the elements after conversion; valid until the innermost scope closes. */
    private static org.bytedeco.javacpp.Pointer pointer(Tensor tensor, DType type) {
        // Most are what they should be, and each conversion that does nothing would still cross into native code and
        // back.
        boolean isReady = tensor.handle().is_cpu() && tensor.dtype() == type;
        Tensor converted = isReady ? tensor : tensor.detach().to(Device.CPU).to(type);
        return (converted.isContiguous() ? converted : converted.contiguous())
                .handle()
                .data_ptr();
    }

    private static int length(Tensor tensor, int elementBytes) {
        long bytes = tensor.elements() * elementBytes;
        if (bytes > Integer.MAX_VALUE - 16) {
            throw new TensorException("a tensor of " + bytes + " bytes does not fit into one Java array");
        }
        return (int) tensor.elements();
    }
}
