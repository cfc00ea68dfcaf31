package org.longhaul.training.replica;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Objects;
import java.util.function.Consumer;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.model.FlatParameters;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.StackedParameters;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.RowWeights;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;

/**
 * Replicas whose gradients one thread computes: one of them, or several as rows of stacked parameters, in one forward and one
 * backward pass.
 *
 * <p>How many are stacked does not depend on the number of threads, so that no result does.
 */
final class ReplicaStack implements AutoCloseable {
    private final ReplicaSetup setup;
    private final Layout layout;
    private final List<Replica> replicas = new ArrayList<>();
    private final @Nullable Tensor parameters;
    private final @Nullable Tensor gradients;

    /** The first of the rows as one model; made anew when other numbers of them take part. */
    private @Nullable StackedParameters stacked;

    /** As many replicas as fit into one stack, whoever takes part: which of them are neighbours depends on that alone. */
    ReplicaStack(ReplicaSetup setup, Layout layout) {
        this.setup = setup;
        this.layout = layout;
        int size = Math.min(setup.mode().atOnce(setup.device()), setup.workers());
        if (size == 1) {
            parameters = null;
            gradients = null;
            replicas.add(new Replica(setup, new FlatParameters(setup.model(), setup.device(), setup.type())));
            return;
        }
        Tensor allParameters = zeros(size);
        Tensor allGradients = zeros(size);
        for (int row = 0; row < size; row++) {
            int index = row;
            replicas.add(new Replica(
                    setup,
                    new FlatParameters(
                            layout,
                            TensorScope.compute(() -> allParameters.select(0, index)),
                            TensorScope.compute(() -> allGradients.select(0, index)))));
        }
        parameters = allParameters;
        gradients = allGradients;
    }

    private Tensor zeros(int size) {
        return TensorScope.compute(() -> Tensors.zeros(setup.device(), setup.type(), size, layout.elements()));
    }

    /** Its replicas, in the order of their slots. */
    List<Replica> replicas() {
        return replicas;
    }

    /** Does something with each of the first {@code present} replicas. */
    void forEach(int present, Consumer<Replica> body) {
        for (int i = 0; i < present; i++) {
            body.accept(replicas.get(i));
        }
    }

    /** The gradient of each of the first {@code present} replicas, of its own worker's batch. */
    void computeGradients(long step, int present) {
        TensorScope.run(() -> {
            List<Batch> batches = new ArrayList<>();
            forEach(present, replica -> batches.add(replica.trainingBatch(step)));
            if (present > 1 && haveOneShape(batches)) {
                compute(batches);
            } else {
                for (int i = 0; i < present; i++) {
                    replicas.get(i).computeGradient(batches.get(i));
                }
            }
        });
    }

    private static boolean haveOneShape(List<Batch> batches) {
        long[] inputs = batches.get(0).inputs().shape();
        long[] targets = batches.get(0).targets().shape();
        return batches.stream()
                .allMatch(batch -> Arrays.equals(inputs, batch.inputs().shape())
                        && Arrays.equals(targets, batch.targets().shape()));
    }

    private void compute(List<Batch> batches) {
        int present = batches.size();
        StackedParameters stacked = stacked(present);
        stacked.gradients().zeroInPlace();
        Batch batch = new Batch(
                Tensors.cat(batches.stream().map(Batch::inputs).toList(), 0),
                Tensors.cat(batches.stream().map(Batch::targets).toList(), 0),
                batches.stream().mapToInt(Batch::items).sum(),
                weights(batches));
        Tensor losses = setup.pass().run(setup.model(), stacked.leaves(), stacked.gradients(), batch, present);
        stacked.copyGradientsTo(rows(gradients, present));
        for (int i = 0; i < present; i++) {
            replicas.get(i).tellLoss(losses.select(0, i));
        }
    }

    private static @Nullable RowWeights weights(List<Batch> batches) {
        List<RowWeights> weights =
                batches.stream().map(Batch::weights).filter(Objects::nonNull).toList();
        return weights.isEmpty() ? null : RowWeights.joined(weights);
    }

    private StackedParameters stacked(int present) {
        if (stacked == null || stacked.replicas() != present) {
            if (stacked != null) {
                stacked.close();
            }
            stacked = new StackedParameters(layout, rows(parameters, present));
        }
        return stacked;
    }

    private static Tensor rows(@Nullable Tensor all, int present) {
        if (all == null) {
            throw new IllegalStateException("a single replica is not stacked");
        }
        return all.narrow(0, 0, present);
    }

    @Override
    public void close() {
        replicas.forEach(Replica::close);
        if (stacked != null) {
            stacked.close();
        }
        if (parameters != null) {
            parameters.close();
        }
        if (gradients != null) {
            gradients.close();
        }
    }
}
