package org.longhaul.training.replica;

import com.google.common.collect.ObjectArrays;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.IdentityHashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntFunction;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.model.CalibratedModel;
import org.longhaul.training.model.Layout;
import org.longhaul.training.model.Model;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.Measure;
import org.longhaul.training.task.MeasureKind;
import org.longhaul.training.task.Prediction;
import org.longhaul.training.task.Reading;
import org.longhaul.training.task.TaskMeasures;
import org.longhaul.training.task.WeightedSum;
import org.longhaul.training.tensor.Autograd;
import org.longhaul.training.tensor.Functional;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/** The measures of a model on batches, which sum up over them, the loss first. Leaves the workers alone. */
public final class MeasuredBatches {
    private final ReplicaSetup setup;
    /** The model as it is judged. */
    private final Model judged;

    private final List<MeasureKind> measures;
    /** What models of the kind have beside those. */
    private final List<Reading> readings;

    private final Layout layout;
    private final ReplicaThreads threads;

    MeasuredBatches(ReplicaSetup setup, Layout layout, ReplicaThreads threads) {
        this.setup = setup;
        judged = setup.model().judged();
        measures = TaskMeasures.of(judged.task());
        readings = judged.readings();
        this.layout = layout;
        this.threads = threads;
    }

    /** Every measure over all validation batches at the given flat parameters. */
    public List<WeightedSum> validated(Tensor flat) {
        BatchSource batches = setup.batches();
        return sums(
                parts(index -> flat, batches.validationBatches(), index -> batches.validation(index, setup.device())));
    }

    /** The same over what is held out of the own data of some workers, of a model of each; sums of nothing where there is none. */
    public Map<Integer, List<WeightedSum>> heldOut(Map<Integer, Tensor> models) {
        List<Integer> workers = List.copyOf(models.keySet());
        List<List<WeightedSum>> sums = heldOut(workers, List.copyOf(models.values()));
        Map<Integer, List<WeightedSum>> byWorker = new LinkedHashMap<>();
        for (int place = 0; place < sums.size(); place++) {
            byWorker.put(workers.get(place), sums.get(place));
        }
        return byWorker;
    }

    /**
     * The same in lists.
     *
     * @param models flat parameters of each of them
     */
    public List<List<WeightedSum>> heldOut(List<Integer> workers, List<Tensor> models) {
        BatchSource batches = setup.batches();
        int[] first = new int[workers.size() + 1];
        for (int place = 0; place < workers.size(); place++) {
            first[place + 1] = first[place] + batches.heldOutBatches(workers.get(place));
        }
        int[] owner = new int[first[workers.size()]];
        for (int place = 0; place < workers.size(); place++) {
            Arrays.fill(owner, first[place], first[place + 1], place);
        }
        WeightedSum[][] parts = parts(
                index -> models.get(owner[index]),
                owner.length,
                index -> batches.heldOut(workers.get(owner[index]), index - first[owner[index]], setup.device()));
        List<List<WeightedSum>> sums = new ArrayList<>();
        for (int place = 0; place < workers.size(); place++) {
            sums.add(sums(Arrays.copyOfRange(parts, first[place], first[place + 1])));
        }
        return sums;
    }

    /** What each of several models is given: the same examples, each as that model sees them. */
    @FunctionalInterface
    public interface Views {
        /**
         * A batch as one of the models sees it.
         *
         * @param model place of the model
         * @param index of the batch
         */
        Batch of(int model, int index);
    }

    /**
     * Every measure of the task, of the mean of several models' probabilities.
     *
     * @param models flat parameters of each
     * @param batches how many there are
     * @param views the batches, as each of the models sees them
     * @return null if the models give no scores
     */
    public @Nullable List<WeightedSum> mixed(List<Tensor> models, int batches, Views views) {
        WeightedSum[][] parts = new WeightedSum[batches][];
        TensorScope.run(() -> {
            IdentityHashMap<Tensor, Tensor[]> statistics = calibrations(models::get, models.size());
            List<Tensor[]> shaped = models.stream()
                    .map(flat -> views(flat, statistics.get(flat)))
                    .toList();
            threads.run(
                    batches,
                    index -> TensorScope.run(() -> Autograd.withoutGradients(() -> {
                        Prediction mixed = mixture(shaped, index, views);
                        if (mixed != null) {
                            parts[index] = measured(mixed);
                        }
                    })));
        });
        for (WeightedSum[] part : parts) {
            if (part == null) {
                return null;
            }
        }
        return sums(parts);
    }

    /** Scores of a mixture are the logarithms of its probabilities. */
    private @Nullable Prediction mixture(List<Tensor[]> models, int index, Views views) {
        Tensor sum = null;
        for (int model = 0; model < models.size(); model++) {
            Tensor scores =
                    judged.predict(models.get(model), views.of(model, index)).scores();
            if (scores == null) {
                return null;
            }
            Tensor probabilities = Functional.softmax(scores, 1);
            sum = sum == null ? probabilities : sum.add(probabilities);
        }
        if (sum == null) {
            return null;
        }
        Batch batch = views.of(0, index);
        Tensor scores = sum.mul(1.0 / models.size()).log();
        return new Prediction(
                batch, Functional.crossEntropy(scores, batch.targets().reshape(-1)), scores);
    }

    private WeightedSum[] measured(Prediction prediction) {
        WeightedSum[] sums = new WeightedSum[measures.size()];
        Arrays.setAll(sums, i -> measures.get(i).of(prediction));
        return sums;
    }

    /** Of the task and of the model. */
    private WeightedSum[] measured(Tensor[] views, Batch batch) {
        WeightedSum[] ofTask = measured(judged.predict(views, batch));
        return readings.isEmpty()
                ? ofTask
                : ObjectArrays.concat(ofTask, judged.read(views, batch).toArray(new WeightedSum[0]), WeightedSum.class);
    }

    /** The value of a measure's sum. */
    public double value(int measure, WeightedSum sum) {
        if (measure < measures.size()) {
            return measures.get(measure).value(sum.mean(), setup.batches());
        }
        return readings.get(measure - measures.size()).value().applyAsDouble(sum.mean());
    }

    /** A measure as data. */
    public Measure measure(int measure) {
        return measure < measures.size()
                ? measures.get(measure).measure(judged.task())
                : readings.get(measure - measures.size()).measure();
    }

    /** Every measure on every batch at the flat parameters given for it. */
    private WeightedSum[][] parts(IntFunction<Tensor> flat, int batches, IntFunction<Batch> source) {
        WeightedSum[][] parts = new WeightedSum[batches][];
        TensorScope.run(() -> {
            IdentityHashMap<Tensor, Tensor[]> statistics = calibrations(flat, batches);
            threads.run(
                    batches,
                    index -> TensorScope.run(() -> Autograd.withoutGradients(() -> {
                        Tensor[] views = views(flat.apply(index), statistics.get(flat.apply(index)));
                        parts[index] = measured(views, source.apply(index));
                    })));
        });
        return parts;
    }

    /** Each parameter as a view, and what a calibrated model needs beside them. */
    private Tensor[] views(Tensor flat, Tensor @Nullable [] statistics) {
        Tensor[] views = layout.views(flat);
        return statistics == null ? views : ObjectArrays.concat(views, statistics, Tensor.class);
    }

    /** What each of the models needs beside its parameters, if such models do: statistics of training batches of workers in turn. */
    private IdentityHashMap<Tensor, Tensor[]> calibrations(IntFunction<Tensor> flat, int batches) {
        IdentityHashMap<Tensor, Tensor[]> statistics = new IdentityHashMap<>();
        if (judged instanceof CalibratedModel calibrated && calibrated.calibrationBatches() > 0) {
            int count = calibrated.calibrationBatches();
            List<Batch> seen = new ArrayList<>();
            for (int i = 0; i < count; i++) {
                int worker = count < setup.workers() ? (int) ((long) i * setup.workers() / count) : i % setup.workers();
                seen.add(setup.batches().batch(worker, i / setup.workers(), setup.device()));
            }
            for (int index = 0; index < batches; index++) {
                statistics.computeIfAbsent(flat.apply(index), one -> {
                    Tensor[] all = calibrated.calibrated(layout.views(one), seen);
                    return Arrays.copyOfRange(all, layout.specs().size(), all.length);
                });
            }
        }
        return statistics;
    }

    /** In the order of the batches, so that no result depends on the number of threads. */
    private List<WeightedSum> sums(WeightedSum[][] parts) {
        List<WeightedSum> sums = new ArrayList<>();
        int taken = parts.length == 0 ? measures.size() + readings.size() : parts[0].length;
        for (int i = 0; i < taken; i++) {
            WeightedSum sum = WeightedSum.NONE;
            for (WeightedSum[] part : parts) {
                sum = sum.plus(part[i]);
            }
            sums.add(sum);
        }
        return sums;
    }
}
