package org.longhaul.training;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.KnownGradient;
import org.longhaul.training.model.ParameterGroup;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.Task;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * A loss whose gradient is a Java function of (x, worker, step): the scalar is {@code g(x) . x} with g held constant, so
 * that its value means nothing and its gradient is exactly g. Two groups, {@code first} with one element and
 * {@code rest}.
 */
public final class FunctionModel implements KnownGradient {
    /** Gradient of a worker's loss at x. */
    public interface Gradient {
        double[] at(double[] x, int worker, long step);
    }

    private final List<ParameterSpec> specs;
    private final Gradient gradient;
    private final long[] samples;
    private @Nullable Gradient heldOut;

    /** A model of {@code size} elements, at least 2, that all start at {@code start}. */
    public FunctionModel(int size, double start, Gradient gradient) {
        this(size, start, gradient, new long[0]);
    }

    /** As before, with so many sequences of each worker's own data. */
    public FunctionModel(int size, double start, Gradient gradient, long[] samples) {
        this(
                List.of(
                        new ParameterSpec("a", List.of(1L), "first", new Init.Constant(start)),
                        new ParameterSpec("b", List.of(size - 1L), "rest", new Init.Constant(start))),
                gradient,
                samples);
    }

    /** Of some parameters; x and g are all of them, one after another. */
    public FunctionModel(List<ParameterSpec> specs, Gradient gradient) {
        this(specs, gradient, new long[0]);
    }

    private FunctionModel(List<ParameterSpec> specs, Gradient gradient, long[] samples) {
        this.specs = List.copyOf(specs);
        this.gradient = gradient;
        this.samples = samples.clone();
    }

    /** Each worker has an item held out whose loss is that of another gradient. */
    public FunctionModel heldOut(Gradient ofHeldOut) {
        heldOut = ofHeldOut;
        return this;
    }

    @Override
    public List<ParameterSpec> parameters() {
        return specs;
    }

    @Override
    public List<ParameterGroup> groups() {
        Map<String, Long> elements = new LinkedHashMap<>();
        specs.forEach(spec -> elements.merge(spec.group(), spec.elements(), Long::sum));
        List<ParameterGroup> groups = new ArrayList<>();
        elements.forEach((name, count) -> groups.add(new ParameterGroup(name, count, 1.0 / elements.size())));
        return groups;
    }

    @Override
    public Task task() {
        return new Task("function", "point");
    }

    @Override
    public Tensor loss(Tensor[] parameters, Batch batch) {
        return value(parameters, gradient(parameters, batch));
    }

    @Override
    public Tensor addGradient(Tensor[] parameters, Batch batch, Tensor gradients) {
        double[] g = gradient(parameters, batch);
        gradients.addInPlace(Tensors.of(Device.CPU, g, g.length).to(gradients.dtype()));
        return value(parameters, g);
    }

    private double[] gradient(Tensor[] parameters, Batch batch) {
        long[] key = batch.inputs().toLongs();
        double[] x = new double[Math.toIntExact(elements())];
        int at = 0;
        for (Tensor parameter : parameters) {
            double[] part = parameter.toDoubles();
            System.arraycopy(part, 0, x, at, part.length);
            at += part.length;
        }
        Gradient of = key[1] < 0 && heldOut != null ? heldOut : gradient;
        return of.at(x, (int) key[0], key[1]);
    }

    private static Tensor value(Tensor[] parameters, double[] g) {
        Tensor loss = Tensors.zeros(Device.CPU, parameters[0].dtype());
        int at = 0;
        for (Tensor parameter : parameters) {
            int length = Math.toIntExact(parameter.elements());
            Tensor part = Tensors.of(Device.CPU, Arrays.copyOfRange(g, at, at + length), parameter.shape())
                    .to(parameter.dtype());
            loss = loss.add(parameter.mul(part).sum());
            at += length;
        }
        return loss;
    }

    @Override
    public String identity() {
        return "a function";
    }

    @Override
    public double forwardFlopsPerItem() {
        return 2.0 * elements();
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
