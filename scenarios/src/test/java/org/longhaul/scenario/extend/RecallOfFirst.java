package org.longhaul.scenario.extend;

import java.util.Objects;
import org.longhaul.extension.Provides;
import org.longhaul.training.task.Batch;
import org.longhaul.training.task.Better;
import org.longhaul.training.task.Measure;
import org.longhaul.training.task.MeasureKind;
import org.longhaul.training.task.Prediction;
import org.longhaul.training.task.Task;
import org.longhaul.training.task.WeightedSum;

/** A measure of a user's: the share of examples of class 0 that are taken for it. */
@Provides(id = "recall-of-first", description = "Share of examples of class 0 that are taken for it.")
public final class RecallOfFirst implements MeasureKind {
    @Override
    public boolean fits(Task task) {
        return task.equals(Task.CLASSIFICATION);
    }

    @Override
    public String unit(Task task) {
        return Measure.SHARE;
    }

    @Override
    public Better better() {
        return Better.HIGHER;
    }

    @Override
    public WeightedSum of(Prediction prediction) {
        Batch batch = prediction.batch();
        long[] right = batch.targets().toLongs();
        long[] said = Objects.requireNonNull(prediction.scores()).argmax(1).toLongs();
        int found = 0;
        int all = 0;
        for (int i = 0; i < right.length; i++) {
            all += right[i] == 0 ? 1 : 0;
            found += right[i] == 0 && said[i] == 0 ? 1 : 0;
        }
        return new WeightedSum(found, all);
    }
}
