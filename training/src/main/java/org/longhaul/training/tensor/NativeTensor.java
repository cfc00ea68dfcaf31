package org.longhaul.training.tensor;

import java.util.Arrays;
import java.util.function.Supplier;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.global.torch;

/** The native half of a {@link Tensor}: its life, description, views and values. */
public abstract sealed class NativeTensor implements AutoCloseable permits Tensor {
    final org.bytedeco.pytorch.Tensor handle;
    private boolean kept;

    NativeTensor(org.bytedeco.pytorch.Tensor handle) {
        this.handle = handle;
    }

    private Tensor self() {
        return (Tensor) this;
    }

    /** Takes a tensor that libtorch has just made on this thread. */
    static Tensor wrap(org.bytedeco.pytorch.Tensor handle) {
        TensorScope.created();
        return new Tensor(handle);
    }

    static Tensor call(String operation, Supplier<org.bytedeco.pytorch.Tensor> body, Tensor... operands) {
        try {
            return wrap(body.get());
        } catch (RuntimeException e) {
            if (e instanceof IllegalStateException) {
                throw e;
            }
            throw TensorException.of(operation, e, operands);
        }
    }

    final Tensor inPlace(String operation, Runnable body, Tensor... operands) {
        try {
            body.run();
            return self();
        } catch (RuntimeException e) {
            throw TensorException.of(operation, e, operands);
        }
    }

    org.bytedeco.pytorch.Tensor handle() {
        return handle;
    }

    static Scalar scalar(double value) {
        return new Scalar(value);
    }

    // Life.

    /** Lets this tensor outlive the scope it was created in; the caller now owns it and closes it. Returns this. */
    public final Tensor keep() {
        if (!kept) {
            handle.retainReference();
            kept = true;
            TensorScope.kept(1);
        }
        return self();
    }

    /** Frees a kept tensor; does nothing to one that its scope frees. */
    @Override
    public final void close() {
        if (kept) {
            kept = false;
            TensorScope.kept(-1);
            handle.releaseReference();
        }
    }

    /** Whether the native tensor still exists. */
    public final boolean isOpen() {
        return !handle.isNull();
    }

    // Description.

    /** Sizes of the dimensions; empty for a scalar. */
    public final long[] shape() {
        long[] shape = new long[dimensions()];
        for (int i = 0; i < shape.length; i++) {
            shape[i] = handle.size(i);
        }
        return shape;
    }

    /** Number of dimensions. */
    public final int dimensions() {
        return Math.toIntExact(handle.dim());
    }

    /** Size of one dimension; negative counts from the last. */
    public final long size(int dimension) {
        return handle.size(dimension);
    }

    /** Number of elements. */
    public final long elements() {
        return handle.numel();
    }

    /** Element type. */
    public final DType dtype() {
        return DType.of(handle.scalar_type());
    }

    /** Device that holds the elements. */
    public final Device device() {
        return handle.is_cuda() ? Device.CUDA : Device.CPU;
    }

    /** Whether the elements lie in memory in row-major order without gaps. */
    public final boolean isContiguous() {
        return handle.is_contiguous();
    }

    /** Address of the first element: equal addresses mean shared storage. */
    public final long address() {
        return handle.data_ptr().address();
    }

    // Views.

    /** Elements {@code start .. start+length-1} of a dimension; a view. */
    public final Tensor narrow(int dimension, long start, long length) {
        return call("narrow", () -> handle.narrow(dimension, start, length), self());
    }

    /** Another shape of the same elements, one size may be -1; a view. */
    public final Tensor view(long... shape) {
        return call("view to " + Arrays.toString(shape), () -> handle.view(shape), self());
    }

    /** Another shape of the same elements, one size may be -1; a view where possible, else a copy. */
    public final Tensor reshape(long... shape) {
        return call("reshape to " + Arrays.toString(shape), () -> handle.reshape(shape), self());
    }

    /** Two dimensions swapped; a view. */
    public final Tensor transpose(int first, int second) {
        return call("transpose", () -> handle.transpose(first, second), self());
    }

    /** Dimensions reordered; a view. */
    public final Tensor permute(long... order) {
        return call("permute", () -> handle.permute(order), self());
    }

    /** Index {@code index} of a dimension, which disappears; a view. */
    public final Tensor select(int dimension, long index) {
        return call("select", () -> handle.select(dimension, index), self());
    }

    /** A new dimension of size 1; a view. */
    public final Tensor unsqueeze(int dimension) {
        return call("unsqueeze", () -> handle.unsqueeze(dimension), self());
    }

    /** Dimensions of size 1 repeated to a larger shape without copying; a view. */
    public final Tensor expand(long... shape) {
        return call("expand to " + Arrays.toString(shape), () -> handle.expand(shape), self());
    }

    /** This tensor in row-major order; itself when it is already. */
    public final Tensor contiguous() {
        return call("contiguous", handle::contiguous, self());
    }

    /** The same storage without gradient history; a view. */
    public final Tensor detach() {
        return call("detach", handle::detach, self());
    }

    /** A copy with storage of its own. */
    public final Tensor copy() {
        return call("copy", () -> torch.clone(handle), self());
    }

    /** Elements converted to another type; this tensor's own storage when the type is the same. */
    public final Tensor to(DType type) {
        return call("cast to " + type, () -> handle.to(type.scalarType()), self());
    }

    /**
     * Elements on another device; this tensor's own storage when the device is the same. On the way to a GPU nobody waits: what
     * lies in ordinary memory has been staged when the copy returns.
     */
    public final Tensor to(Device device) {
        return call(
                "move to " + device,
                () -> handle.to(
                        device.nativeDevice(),
                        handle.scalar_type(),
                        device == Device.CUDA,
                        false,
                        new org.bytedeco.pytorch.MemoryFormatOptional()),
                self());
    }

    // Values.

    /** The one element of a scalar tensor. */
    public final double item() {
        try {
            return handle.item_double();
        } catch (RuntimeException e) {
            throw TensorException.of("item", e, self());
        }
    }

    /** The elements in row-major order as floats, converted where necessary. */
    public final float[] toFloats() {
        return TensorData.floats(self());
    }

    /** The elements in row-major order as doubles, converted where necessary. */
    public final double[] toDoubles() {
        return TensorData.doubles(self());
    }

    /** The elements in row-major order as longs, converted where necessary. */
    public final long[] toLongs() {
        return TensorData.longs(self());
    }

    /** Whether both have the same shape and equal elements (NaN equals nothing). */
    public final boolean contentEquals(Tensor other) {
        try {
            return handle.equal(other.handle);
        } catch (RuntimeException e) {
            throw TensorException.of("equal", e, self(), other);
        }
    }

    @Override
    public final String toString() {
        return isOpen() ? "Tensor" + Arrays.toString(shape()) + " " + dtype() + " on " + device() : "Tensor (closed)";
    }
}
