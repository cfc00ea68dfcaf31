package org.longhaul.training.tensor;

import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.List;
import org.bytedeco.javacpp.BytePointer;
import org.bytedeco.javacpp.DoublePointer;
import org.bytedeco.javacpp.FloatPointer;
import org.bytedeco.javacpp.LongPointer;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.TensorOptions;
import org.bytedeco.pytorch.TensorVector;
import org.bytedeco.pytorch.global.torch;

/** Makes tensors: constants, copies of Java arrays, random numbers, joins. All need an open {@link TensorScope}. */
public final class Tensors {
    private Tensors() {}

    /** Zeros of the given type. */
    public static Tensor zeros(Device device, DType type, long... shape) {
        return Tensor.call("zeros", () -> torch.zeros(shape, device.options(type)));
    }

    /** float32 zeros. */
    public static Tensor zeros(Device device, long... shape) {
        return zeros(device, DType.FLOAT32, shape);
    }

    /** float32 elements of one value. */
    public static Tensor full(Device device, double value, long... shape) {
        return Tensor.call("full", () -> torch.full(shape, new Scalar(value), device.options(DType.FLOAT32)));
    }

    /** 0, 1, ..., count-1 in the given type. */
    public static Tensor arange(Device device, DType type, long count) {
        return Tensor.call("arange", () -> torch.arange(new Scalar(count), device.options(type)));
    }

    /** float32 zeros of the shape, type and device of another tensor. */
    public static Tensor zerosLike(Tensor other) {
        return Tensor.call("zeros", () -> torch.zeros_like(other.handle()), other);
    }

    /** A float32 copy of {@code values} in row-major order. */
    public static Tensor of(Device device, float[] values, long... shape) {
        Tensor tensor = uninitialized(DType.FLOAT32, values.length, shape);
        if (values.length > 0) {
            new FloatPointer(tensor.handle().data_ptr()).put(values);
        }
        return device == Device.CPU ? tensor : tensor.to(device);
    }

    /** A float64 copy of {@code values} in row-major order. */
    public static Tensor of(Device device, double[] values, long... shape) {
        Tensor tensor = uninitialized(DType.FLOAT64, values.length, shape);
        if (values.length > 0) {
            new DoublePointer(tensor.handle().data_ptr()).put(values);
        }
        return device == Device.CPU ? tensor : tensor.to(device);
    }

    /** An int64 copy of {@code values} in row-major order. */
    public static Tensor of(Device device, long[] values, long... shape) {
        Tensor tensor = uninitialized(DType.INT64, values.length, shape);
        if (values.length > 0) {
            new LongPointer(tensor.handle().data_ptr()).put(values);
        }
        return device == Device.CPU ? tensor : tensor.to(device);
    }

    /**
     * A tensor from the raw little-endian elements between the buffer's position and limit.
     *
     * @throws IllegalArgumentException if the bytes do not fill the shape exactly
     */
    public static Tensor fromBytes(Device device, DType type, ByteBuffer source, long... shape) {
        int bytes = source.remaining();
        Tensor tensor = uninitialized(type, bytes / type.bytes(), shape);
        if (bytes % type.bytes() != 0) {
            throw new IllegalArgumentException(bytes + " bytes are no whole number of " + type + " elements");
        }
        if (bytes > 0) {
            byte[] copy = new byte[bytes];
            source.get(copy);
            new BytePointer(tensor.handle().data_ptr()).put(copy);
        }
        return device == Device.CPU ? tensor : tensor.to(device);
    }

    /** The raw little-endian elements in row-major order. */
    public static byte[] toBytes(Tensor tensor) {
        return TensorData.bytes(tensor);
    }

    /** Joined along an existing dimension. */
    public static Tensor cat(List<Tensor> parts, int dimension) {
        Tensor[] operands = parts.toArray(new Tensor[0]);
        return Tensor.call("cat", () -> torch.cat(vector(operands), dimension), operands);
    }

    /** Joined along a new dimension. */
    public static Tensor stack(List<Tensor> parts, int dimension) {
        Tensor[] operands = parts.toArray(new Tensor[0]);
        return Tensor.call("stack", () -> torch.stack(vector(operands), dimension), operands);
    }

    static Tensor[] cast(Tensor[] tensors, DType type) {
        Tensor[] cast = new Tensor[tensors.length];
        for (int i = 0; i < cast.length; i++) {
            cast[i] = tensors[i].to(type);
        }
        return cast;
    }

    static TensorVector vector(Tensor... tensors) {
        org.bytedeco.pytorch.Tensor[] handles = new org.bytedeco.pytorch.Tensor[tensors.length];
        for (int i = 0; i < handles.length; i++) {
            handles[i] = tensors[i].handle();
        }
        return new TensorVector(handles);
    }

    private static Tensor uninitialized(DType type, long elements, long... shape) {
        long expected = 1;
        for (long size : shape) {
            expected = Math.multiplyExact(expected, size);
        }
        if (expected != elements) {
            throw new IllegalArgumentException(elements + " elements do not fill the shape " + Arrays.toString(shape));
        }
        TensorOptions options = Device.CPU.options(type);
        return Tensor.call("empty", () -> torch.empty(shape, options, new org.bytedeco.pytorch.MemoryFormatOptional()));
    }
}
