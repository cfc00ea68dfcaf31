package org.longhaul.training.task;

import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;

/** Exponential of the mean loss: as many equally likely tokens would be as hard to guess. */
@AutoService(MeasureKind.class)
@Provides(
        id = "perplexity",
        description = "Exponential of the loss: so many equally likely tokens would be as hard to guess.",
        source = "Jelinek et al., Perplexity: a Measure of the Difficulty of Speech Recognition Tasks, 1977")
public final class Perplexity implements MeasureKind {
    @Override
    public boolean fits(Task task) {
        return task.equals(Task.LANGUAGE_MODELLING);
    }

    @Override
    public String unit(Task task) {
        return "1";
    }

    @Override
    public Better better() {
        return Better.LOWER;
    }

    @Override
    public String exponentialOf() {
        return Measure.LOSS;
    }

    @Override
    public WeightedSum of(Prediction prediction) {
        return WeightedSum.of(prediction.loss().item(), prediction.batch().rows());
    }

    @Override
    public double value(double mean, BatchSource batches) {
        return Math.exp(mean);
    }
}
