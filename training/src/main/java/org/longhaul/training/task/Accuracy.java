package org.longhaul.training.task;

import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Tensor;

/** The share of examples whose own class has the highest score; of equal scores the first counts. */
@AutoService(MeasureKind.class)
@Provides(id = Accuracy.ID, description = "Share of examples whose own class has the highest score.")
public final class Accuracy implements MeasureKind {
    /** The measure's id. */
    public static final String ID = "accuracy";

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
        Tensor scores = prediction.scores();
        if (scores == null) {
            throw new IllegalArgumentException("a classifier must give scores, so that its accuracy can be measured");
        }
        long[] said = scores.argmax(1).toLongs();
        long[] right = prediction.batch().targets().to(DType.INT64).toLongs();
        int hits = 0;
        for (int i = 0; i < right.length; i++) {
            hits += said[i] == right[i] ? 1 : 0;
        }
        return new WeightedSum(hits, right.length);
    }
}
