package org.longhaul.training.task;

import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;

/** The mean of what training minimizes, each sequence or example weighing the same. */
@AutoService(MeasureKind.class)
@Provides(id = Measure.LOSS, description = "Mean of what training minimizes, on data that nobody trains on.")
public final class MeanLoss implements MeasureKind {
    @Override
    public boolean fits(Task task) {
        return true;
    }

    @Override
    public String unit(Task task) {
        return "nats per " + task.item();
    }

    @Override
    public Better better() {
        return Better.LOWER;
    }

    @Override
    public WeightedSum of(Prediction prediction) {
        return WeightedSum.of(prediction.loss().item(), prediction.batch().rows());
    }
}
