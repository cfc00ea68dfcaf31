package org.longhaul.training;

import java.util.Arrays;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.Model;
import org.longhaul.training.model.ParameterGroup;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.Task;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * A loss whose gradient is a Java function of (x, worker, step): the scalar is {@code g(x) . x} with g held constant, so
 * that its value means nothing and its gradient is exactly g. Two groups, {@code first} with one element and
 * {@code rest}.
 */
public final class FunctionModel implements Model {
    /** Gradient of a worker's loss at x. */
    public interface Gradient {
        double[] at(double[] x, int worker, long step);
    }

    private final int size;
    private final double start;
    private final Gradient gradient;
    private final long[] samples;
    private @Nullable Gradient heldOut;

    /** A model of {@code size} elements, at least 2, that all start at {@code start}. */
    public FunctionModel(int size, double start, Gradient gradient) {
        this(size, start, gradient, new long[0]);
    }

    /** As before, with so many sequences of each worker's own data. */
    public FunctionModel(int size, double start, Gradient gradient, long[] samples) {
        this.samples = samples.clone();
        this.size = size;
        this.start = start;
        this.gradient = gradient;
    }

    /** Each worker has an item held out whose loss is that of another gradient. */
    public FunctionModel heldOut(Gradient ofHeldOut) {
        heldOut = ofHeldOut;
        return this;
    }

    @Override
    public List<ParameterSpec> parameters() {
        return List.of(
                new ParameterSpec("a", List.of(1L), "first", new Init.Constant(start)),
                new ParameterSpec("b", List.of(size - 1L), "rest", new Init.Constant(start)));
    }

    @Override
    public List<ParameterGroup> groups() {
        return List.of(new ParameterGroup("first", 1, 0.5), new ParameterGroup("rest", size - 1, 0.5));
    }

    @Override
    public Task task() {
        return new Task("function", "point");
    }

    @Override
    public Tensor loss(Tensor[] parameters, Batch batch) {
        long[] key = batch.inputs().toLongs();
        double[] x = Arrays.copyOf(parameters[0].toDoubles(), size);
        System.arraycopy(parameters[1].toDoubles(), 0, x, 1, size - 1);
        Gradient of = key[1] < 0 && heldOut != null ? heldOut : gradient;
        double[] g = of.at(x, (int) key[0], key[1]);
        DType type = parameters[0].dtype();
        Tensor first = Tensors.of(Device.CPU, new double[] {g[0]}, 1).to(type);
        Tensor rest =
                Tensors.of(Device.CPU, Arrays.copyOfRange(g, 1, size), size - 1).to(type);
        return parameters[0].mul(first).sum().add(parameters[1].mul(rest).sum());
    }

    @Override
    public String identity() {
        return "a function";
    }

    @Override
    public double forwardFlopsPerItem() {
        return 2.0 * size;
    }

    @Override
    public BatchSource ownBatches(long seed) {
        return new BatchSource() {
            @Override
            public Batch batch(int worker, long step, Device device) {
                return place(worker, step, device);
            }

            @Override
            public long samples(int worker) {
                return samples.length == 0 ? 1 : samples[worker];
            }

            @Override
            public String identity() {
                return "places of workers and steps";
            }

            @Override
            public int validationBatches() {
                return 1;
            }

            @Override
            public Batch validation(int index, Device device) {
                return place(-1, 0, device);
            }

            @Override
            public int heldOutBatches(int worker) {
                return heldOut == null ? 0 : 1;
            }

            @Override
            public Batch heldOut(int worker, int index, Device device) {
                return place(worker, -1, device);
            }

            @Override
            public long itemsPerBatch() {
                return 1;
            }
        };
    }

    private static Batch place(int worker, long step, Device device) {
        Tensor place = Tensors.of(device, new long[] {worker, step}, 1, 2);
        return new Batch(place, place, 1);
    }
}
