package org.longhaul.training.tensor;

import org.bytedeco.pytorch.BoolOptional;
import org.bytedeco.pytorch.LongOptional;
import org.bytedeco.pytorch.ScalarOptional;
import org.bytedeco.pytorch.TensorArrayRefOptional;
import org.bytedeco.pytorch.global.torch;
import org.jspecify.annotations.Nullable;

/**
 * An n-dimensional array on a device, with automatic differentiation.
 *
 * <p>Created inside the innermost open {@link TensorScope} of the thread and freed with it, unless {@linkplain #keep()
 * kept}. Views ({@link #narrow}, {@link #view}, {@link #detach}, ...) share storage with the tensor they come from.
 * Methods that end in {@code InPlace} change this tensor and return it; all others leave it alone. Operands broadcast
 * as in libtorch. Creation is in {@link Tensors}, the operators of neural networks are in {@link Functional}, gradient
 * mode is in {@link Autograd}.
 *
 * <p>Errors: {@link TensorException} with libtorch's reason and the operands' shapes.
 *
 * <p>Thread-safety: one thread at a time.
 */
public final class Tensor extends NativeTensor {
    private @Nullable InputFilter inputFilter;

    Tensor(org.bytedeco.pytorch.Tensor handle) {
        super(handle);
    }

    // Arithmetic into a new tensor.

    /** this + other. */
    public Tensor add(Tensor other) {
        return call("add", () -> handle.add(other.handle), this, other);
    }

    /** this + value. */
    public Tensor add(double value) {
        return call("add", () -> handle.add(scalar(value)), this);
    }

    /** this - other. */
    public Tensor sub(Tensor other) {
        return call("sub", () -> handle.sub(other.handle), this, other);
    }

    /** this * other, element by element. */
    public Tensor mul(Tensor other) {
        return call("mul", () -> handle.mul(other.handle), this, other);
    }

    /** this * value. */
    public Tensor mul(double value) {
        return call("mul", () -> handle.mul(scalar(value)), this);
    }

    /** this / other, element by element. */
    public Tensor div(Tensor other) {
        return call("div", () -> handle.div(other.handle), this, other);
    }

    /** -this. */
    public Tensor neg() {
        return call("neg", handle::neg, this);
    }

    /** |this|. */
    public Tensor abs() {
        return call("abs", handle::abs, this);
    }

    /** -1, 0 or 1. */
    public Tensor sign() {
        return call("sign", handle::sign, this);
    }

    /** this to a power. */
    public Tensor pow(double exponent) {
        return call("pow", () -> handle.pow(scalar(exponent)), this);
    }

    /** Square root. */
    public Tensor sqrt() {
        return call("sqrt", handle::sqrt, this);
    }

    /** 1 / square root. */
    public Tensor rsqrt() {
        return call("rsqrt", handle::rsqrt, this);
    }

    /** this * this. */
    public Tensor square() {
        return call("square", handle::square, this);
    }

    /** e to the power this. */
    public Tensor exp() {
        return call("exp", handle::exp, this);
    }

    /** Natural logarithm. */
    public Tensor log() {
        return call("log", handle::log, this);
    }

    /** Cosine; radians. */
    public Tensor cos() {
        return call("cos", handle::cos, this);
    }

    /** Sine; radians. */
    public Tensor sin() {
        return call("sin", handle::sin, this);
    }

    /** The larger of two elements. */
    public Tensor maximum(Tensor other) {
        return call("maximum", () -> handle.maximum(other.handle), this, other);
    }

    /** Elements held within [low, high]. */
    public Tensor clamp(double low, double high) {
        return call("clamp", () -> handle.clamp(bound(low), bound(high)), this);
    }

    /** Matrix product over the last two dimensions; the others broadcast. */
    public Tensor matmul(Tensor other) {
        return call("matmul", () -> handle.matmul(other.handle), this, other);
    }

    // Reductions.

    /** Sum of all elements; a scalar tensor. */
    public Tensor sum() {
        return call("sum", () -> handle.sum(), this);
    }

    /** Sum over one dimension. */
    public Tensor sum(int dimension, boolean keepDimension) {
        return call("sum", () -> handle.sum(new long[] {dimension}, keepDimension, noType()), this);
    }

    /** Mean of all elements; a scalar tensor. */
    public Tensor mean() {
        return call("mean", () -> handle.mean(), this);
    }

    /** Mean over one dimension. */
    public Tensor mean(int dimension, boolean keepDimension) {
        return call("mean", () -> handle.mean(new long[] {dimension}, keepDimension, noType()), this);
    }

    /** Euclidean norm of all elements, their squares added in double precision. */
    public double norm() {
        return TensorScope.evaluate(() -> Norm.of(this).item());
    }

    /** The same as a float64 scalar on this tensor's device; nobody waits for it. */
    public Tensor normTensor() {
        return Norm.of(this);
    }

    /** Inner product of two vectors; a scalar tensor. */
    public Tensor dot(Tensor other) {
        return call("dot", () -> handle.dot(other.handle), this, other);
    }

    /** Largest element; a scalar tensor. */
    public Tensor max() {
        return call("max", () -> handle.max(), this);
    }

    /** Index of the largest element of a dimension. */
    public Tensor argmax(int dimension) {
        return call("argmax", () -> handle.argmax(new LongOptional(dimension), false), this);
    }

    // In place.

    /** Adds {@code scale * other}. */
    public Tensor addInPlace(Tensor other, double scale) {
        return inPlace("add in place", () -> handle.add_(other.handle, scalar(scale)), this, other);
    }

    /** Adds {@code other}. */
    public Tensor addInPlace(Tensor other) {
        return inPlace("add in place", () -> handle.add_(other.handle), this, other);
    }

    /** Adds a number. */
    public Tensor addInPlace(double value) {
        return inPlace("add in place", () -> handle.add_(scalar(value)), this);
    }

    /** Subtracts {@code other}. */
    public Tensor subInPlace(Tensor other) {
        return inPlace("subtract in place", () -> handle.sub_(other.handle), this, other);
    }

    /** Multiplies element by element. */
    public Tensor mulInPlace(Tensor other) {
        return inPlace("multiply in place", () -> handle.mul_(other.handle), this, other);
    }

    /** Multiplies by a number. */
    public Tensor mulInPlace(double value) {
        return inPlace("multiply in place", () -> handle.mul_(scalar(value)), this);
    }

    /** Divides element by element. */
    public Tensor divInPlace(Tensor other) {
        return inPlace("divide in place", () -> handle.div_(other.handle), this, other);
    }

    /** Divides by a number. */
    public Tensor divInPlace(double value) {
        return inPlace("divide in place", () -> handle.div_(scalar(value)), this);
    }

    /** this + weight * (end - this). */
    public Tensor lerpInPlace(Tensor end, double weight) {
        return inPlace("lerp in place", () -> handle.lerp_(end.handle, scalar(weight)), this, end);
    }

    /** this + scale * first * second. */
    public Tensor addcmulInPlace(Tensor first, Tensor second, double scale) {
        return inPlace(
                "addcmul in place",
                () -> handle.addcmul_(first.handle, second.handle, scalar(scale)),
                this,
                first,
                second);
    }

    /** this + scale * numerator / denominator. */
    public Tensor addcdivInPlace(Tensor numerator, Tensor denominator, double scale) {
        return inPlace(
                "addcdiv in place",
                () -> handle.addcdiv_(numerator.handle, denominator.handle, scalar(scale)),
                this,
                numerator,
                denominator);
    }

    /** Square root. */
    public Tensor sqrtInPlace() {
        return inPlace("sqrt in place", handle::sqrt_, this);
    }

    /** Holds elements within [low, high]. */
    public Tensor clampInPlace(double low, double high) {
        return inPlace("clamp in place", () -> handle.clamp_(bound(low), bound(high)), this);
    }

    /** Raises elements to at least {@code low}. */
    public Tensor clampMinInPlace(double low) {
        return inPlace("clamp in place", () -> handle.clamp_min_(scalar(low)), this);
    }

    /** Sets every element. */
    public Tensor fillInPlace(double value) {
        return inPlace("fill", () -> handle.fill_(scalar(value)), this);
    }

    /** Sets every element to zero. */
    public Tensor zeroInPlace() {
        return inPlace("zero", handle::zero_, this);
    }

    /** Copies the elements of {@code source}, converting type and device; shapes broadcast. */
    public Tensor copyInPlace(Tensor source) {
        return inPlace("copy", () -> handle.copy_(source.handle), this, source);
    }

    /** Becomes the square root of {@code source}. */
    public Tensor assignSqrt(Tensor source) {
        return inPlace("assign sqrt", () -> torch.sqrt_out(handle, source.handle), this, source);
    }

    /** Becomes numerator / denominator, element by element; this tensor may be one of them. */
    public Tensor assignQuotient(Tensor numerator, Tensor denominator) {
        return inPlace(
                "assign quotient",
                () -> torch.div_out(handle, numerator.handle, denominator.handle),
                this,
                numerator,
                denominator);
    }

    /** Becomes minuend - subtrahend, element by element; this tensor may be one of them. */
    public Tensor assignDifference(Tensor minuend, Tensor subtrahend) {
        return inPlace(
                "assign difference",
                () -> torch.sub_out(handle, minuend.handle, subtrahend.handle),
                this,
                minuend,
                subtrahend);
    }

    // Differentiation.

    /**
     * The same elements as a tensor of its own: changing it in place goes unnoticed by the backward passes that are still to
     * come, which is right for elements that no gradient depends on.
     */
    public Tensor unwatched() {
        return call("unwatched", handle::variable_data, this);
    }

    /** Whether gradients are recorded for this tensor. */
    public boolean requiresGradient() {
        return handle.requires_grad();
    }

    /** Makes this a leaf whose gradient {@link #backward()} computes. Returns this. */
    public Tensor requireGradient() {
        return inPlace("require gradient", () -> handle.requires_grad_(true), this);
    }

    /** The accumulated gradient itself, not a copy; null before the first backward pass. */
    public @Nullable Tensor gradient() {
        org.bytedeco.pytorch.Tensor gradient = handle.grad();
        return gradient.defined() ? wrap(new org.bytedeco.pytorch.Tensor(gradient)) : null;
    }

    /**
     * Makes {@code storage} the place where the backward pass accumulates this leaf's gradient: it is added to in
     * place, never replaced. The caller zeroes it.
     */
    public void accumulateGradientInto(Tensor storage) {
        inPlace("set gradient", () -> handle.mutable_grad().put(storage.handle), this, storage);
    }

    /** The same tensor as a weight whose gradient sees of the inputs of linear layers what a filter lets through; null for all. */
    public Tensor seeing(@Nullable InputFilter filter) {
        Tensor same = wrap(new org.bytedeco.pytorch.Tensor(handle));
        same.inputFilter = filter;
        return same;
    }

    /** What its gradient sees of the inputs of linear layers; null for all. */
    public @Nullable InputFilter inputFilter() {
        return inputFilter;
    }

    /** Adds the gradients of this scalar with respect to all leaves to theirs, and frees the recorded graph. */
    public void backward() {
        inPlace("backward", handle::backward, this);
    }

    /** The same for a tensor of any shape, whose own gradient is known. */
    public void backward(Tensor gradient) {
        inPlace(
                "backward",
                () -> handle.backward(gradient.handle, new BoolOptional(), false, new TensorArrayRefOptional()),
                this,
                gradient);
    }

    /** As {@link #backward()}; {@code retainGraph} leaves the graph for another pass. */
    public void backward(boolean retainGraph) {
        inPlace(
                "backward",
                () -> handle.backward(
                        new org.bytedeco.pytorch.Tensor(),
                        new BoolOptional(retainGraph),
                        false,
                        new TensorArrayRefOptional()),
                this);
    }

    private static ScalarOptional bound(double value) {
        return new ScalarOptional(scalar(value));
    }

    private static org.bytedeco.pytorch.ScalarTypeOptional noType() {
        return new org.bytedeco.pytorch.ScalarTypeOptional();
    }
}
