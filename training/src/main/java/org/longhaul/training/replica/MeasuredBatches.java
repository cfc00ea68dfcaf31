package org.longhaul.training.replica;

import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.function.IntFunction;
import org.longhaul.training.model.Layout;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.Measure;
import org.longhaul.training.task.MeasureKind;
import org.longhaul.training.task.Prediction;
import org.longhaul.training.task.TaskMeasures;
import org.longhaul.training.task.WeightedSum;
import org.longhaul.training.tensor.Autograd;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/** The measures of a model on batches, which sum up over them, the loss first. Leaves the workers alone. */
public final class MeasuredBatches {
    private final ReplicaSetup setup;
    private final List<MeasureKind> measures;
    private final Layout layout;
    private final ReplicaThreads threads;

    MeasuredBatches(ReplicaSetup setup, Layout layout, ReplicaThreads threads) {
        this.setup = setup;
        measures = TaskMeasures.of(setup.model().task());
        this.layout = layout;
        this.threads = threads;
    }

    /** Every measure over all validation batches at the given flat parameters. */
    public List<WeightedSum> validated(Tensor flat) {
        BatchSource batches = setup.batches();
        return sums(
                parts(index -> flat, batches.validationBatches(), index -> batches.validation(index, setup.device())));
    }

    /**
     * The same over what is held out of each worker's own data, by rank; sums of nothing where there is none.
     *
     * @param models flat parameters by rank
     */
    public List<List<WeightedSum>> heldOut(List<Tensor> models) {
        BatchSource batches = setup.batches();
        int[] first = new int[setup.workers() + 1];
        for (int worker = 0; worker < setup.workers(); worker++) {
            first[worker + 1] = first[worker] + batches.heldOutBatches(worker);
        }
        int[] owner = new int[first[setup.workers()]];
        for (int worker = 0; worker < setup.workers(); worker++) {
            Arrays.fill(owner, first[worker], first[worker + 1], worker);
        }
        WeightedSum[][] parts = parts(
                index -> models.get(owner[index]),
                owner.length,
                index -> batches.heldOut(owner[index], index - first[owner[index]], setup.device()));
        List<List<WeightedSum>> sums = new ArrayList<>();
        for (int worker = 0; worker < setup.workers(); worker++) {
            sums.add(sums(Arrays.copyOfRange(parts, first[worker], first[worker + 1])));
        }
        return sums;
    }

    /** The value of a measure's sum. */
    public double value(int measure, WeightedSum sum) {
        return measures.get(measure).value(sum.mean(), setup.batches());
    }

    /** A measure as data. */
    public Measure measure(int measure) {
        return measures.get(measure).measure(setup.model().task());
    }

    /** Every measure on every batch at the flat parameters given for it. */
    private WeightedSum[][] parts(IntFunction<Tensor> flat, int batches, IntFunction<Batch> source) {
        WeightedSum[][] parts = new WeightedSum[batches][measures.size()];
        threads.run(
                batches,
                index -> TensorScope.run(() -> Autograd.withoutGradients(() -> {
                    Tensor[] views = new Tensor[layout.specs().size()];
                    for (int i = 0; i < views.length; i++) {
                        views[i] = layout.slice(flat.apply(index), i);
                    }
                    Prediction prediction = setup.model().predict(views, source.apply(index));
                    for (int i = 0; i < parts[index].length; i++) {
                        parts[index][i] = measures.get(i).of(prediction);
                    }
                })));
        return parts;
    }

    /** In the order of the batches, so that no result depends on the number of threads. */
    private List<WeightedSum> sums(WeightedSum[][] parts) {
        List<WeightedSum> sums = new ArrayList<>();
        for (int i = 0; i < measures.size(); i++) {
            WeightedSum sum = WeightedSum.NONE;
            for (WeightedSum[] part : parts) {
                sum = sum.plus(part[i]);
            }
            sums.add(sum);
        }
        return sums;
    }
}
