package org.longhaul.training.task;

import com.google.auto.service.AutoService;

/** The mean of what training minimizes, each sequence or example weighing the same. */
@AutoService(MeasureKind.class)
public final class MeanLoss implements MeasureKind {
    @Override
    public String id() {
        return Measure.LOSS;
    }

    @Override
    public String description() {
        return "Mean of what training minimizes, on data that nobody trains on.";
    }

    @Override
    public String source() {
        return "definition";
    }

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
