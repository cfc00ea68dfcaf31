package org.longhaul.scenario.engine.workload;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.model.Init;
import org.longhaul.training.model.KnownGradient;
import org.longhaul.training.model.ParameterGroup;
import org.longhaul.training.model.ParameterSpec;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.ExamplePool;
import org.longhaul.training.task.RowPool;
import org.longhaul.training.task.Task;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.Tensors;

/**
 * A stand-in with the parameter groups of another model and nothing to learn: what a method exchanges, and when, can be
 * seen on it without the cost of training. Groups keep their names and, to rounding, their proportions; where the shapes of
 * parameters decide what is exchanged, they keep all their parameters.
 */
public final class PayloadModel implements KnownGradient {
    private static final long MOST_ELEMENTS = 1 << 16;

    private final List<ParameterGroup> groups = new ArrayList<>();
    private final List<ParameterSpec> parameters = new ArrayList<>();
    private @Nullable ExamplePool pool;
    private @Nullable RowPool rows;
    private int hiddenWidth;
    private int items = 1;

    public PayloadModel(List<ParameterGroup> original) {
        long total = original.stream().mapToLong(ParameterGroup::elements).sum();
        long divisor = Math.max(1, (total + MOST_ELEMENTS - 1) / MOST_ELEMENTS);
        for (ParameterGroup group : original) {
            long elements = group.elements() == 0 ? 0 : Math.max(1, group.elements() / divisor);
            groups.add(new ParameterGroup(group.name(), elements, group.flopsShare()));
            if (elements > 0) {
                parameters.add(new ParameterSpec(
                        group.name() + ".payload", List.of(elements), group.name(), new Init.Constant(0)));
            }
        }
    }

    /** With parameters of the same shapes. */
    public PayloadModel(List<ParameterGroup> original, List<ParameterSpec> shapes) {
        groups.addAll(original);
        for (ParameterSpec spec : shapes) {
            parameters.add(
                    new ParameterSpec(spec.name(), spec.shape(), spec.group(), new Init.Constant(0), spec.role()));
        }
    }

    /**
     * Tells methods that choose examples themselves how many there are.
     *
     * @param batch how many of them are a training batch
     */
    public void countExamples(ExamplePool counted, int batch) {
        pool = counted;
        items = batch;
    }

    /**
     * Tells weightings of samples how many there are.
     *
     * @param width of the hidden states that the model would have of them
     */
    public void countRows(int width, RowPool counted) {
        hiddenWidth = width;
        rows = counted;
    }

    @Override
    public int hiddenWidth() {
        return hiddenWidth;
    }

    @Override
    public List<ParameterSpec> parameters() {
        return List.copyOf(parameters);
    }

    @Override
    public List<ParameterGroup> groups() {
        return List.copyOf(groups);
    }

    @Override
    public String identity() {
        return "payload of " + groups;
    }

    @Override
    public Task task() {
        return new Task("payload", "step");
    }

    /** The sum of all elements: none of its gradients is 0, so that what depends on how many are 0 is at its largest. */
    @Override
    public Tensor loss(Tensor[] leaves, Batch batch) {
        List<Tensor> rows = new ArrayList<>(leaves.length);
        for (int i = 0; i < leaves.length; i++) {
            // Most are vectors already.
            rows.add(parameters.get(i).shape().size() == 1 ? leaves[i] : leaves[i].view(-1));
        }
        return Tensors.cat(rows, 0).sum();
    }

    @Override
    public Tensor addGradient(Tensor[] leaves, Batch batch, Tensor gradients) {
        gradients.addInPlace(1);
        return loss(leaves, batch);
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
                Tensor nothing = Tensors.zeros(device, 1);
                return new Batch(nothing, nothing, items);
            }

            @Override
            public @Nullable ExamplePool pool() {
                return pool;
            }

            @Override
            public @Nullable RowPool rowPool() {
                return rows;
            }

            @Override
            public String identity() {
                return "none";
            }

            @Override
            public int validationBatches() {
                return 1;
            }

            @Override
            public Batch validation(int index, Device device) {
                return batch(0, 0, device);
            }

            @Override
            public long itemsPerBatch() {
                return items;
            }
        };
    }
}
