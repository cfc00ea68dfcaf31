package org.longhaul.training.replica;

import java.util.ArrayList;
import java.util.List;
import java.util.function.IntFunction;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.Model;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.MeasureKind;
import org.longhaul.training.task.Prediction;
import org.longhaul.training.task.WeightedSum;
import org.longhaul.training.tensor.Autograd;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/** The measures of a model on batches, which sum up over them. */
final class MeasuredBatches {
    private final Model model;
    private final List<MeasureKind> measures;
    private final Layout layout;
    private final ReplicaThreads threads;

    MeasuredBatches(Model model, List<MeasureKind> measures, Layout layout, ReplicaThreads threads) {
        this.model = model;
        this.measures = measures;
        this.layout = layout;
        this.threads = threads;
    }

    /** Every measure on every batch at the given flat parameters. */
    WeightedSum[][] parts(Tensor flat, int batches, IntFunction<Batch> source) {
        WeightedSum[][] parts = new WeightedSum[batches][measures.size()];
        threads.run(
                batches,
                index -> TensorScope.run(() -> Autograd.withoutGradients(() -> {
                    Tensor[] views = new Tensor[layout.specs().size()];
                    for (int i = 0; i < views.length; i++) {
                        views[i] = layout.slice(flat, i);
                    }
                    Prediction prediction = model.predict(views, source.apply(index));
                    for (int i = 0; i < parts[index].length; i++) {
                        parts[index][i] = measures.get(i).of(prediction);
                    }
                })));
        return parts;
    }

    /** In the order of the batches, so that no result depends on the number of threads. */
    List<WeightedSum> sums(WeightedSum[][] parts) {
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
