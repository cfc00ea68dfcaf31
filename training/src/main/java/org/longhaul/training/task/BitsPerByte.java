package org.longhaul.training.task;

import com.google.auto.service.AutoService;
import org.longhaul.extension.Provides;

/** The loss per byte of text, which compares models of different tokenizers. */
@AutoService(MeasureKind.class)
@Provides(
        id = BitsPerByte.ID,
        description = "Loss per byte of text, comparable between tokenizers.",
        source = "definition: nats per token / ln 2 / bytes per token")
public final class BitsPerByte implements MeasureKind {
    /** The measure's id. */
    public static final String ID = "bits-per-byte";

    @Override
    public boolean fits(Task task) {
        return task.equals(Task.LANGUAGE_MODELLING);
    }

    @Override
    public String unit(Task task) {
        return "bits per byte";
    }

    @Override
    public Better better() {
        return Better.LOWER;
    }

    @Override
    public String scaleOf() {
        return Measure.LOSS;
    }

    @Override
    public WeightedSum of(Prediction prediction) {
        return WeightedSum.of(prediction.loss().item(), prediction.batch().rows());
    }

    @Override
    public double value(double mean, BatchSource batches) {
        if (batches instanceof TokenBatches text) {
            return mean / Math.log(2) / text.bytesPerToken();
        }
        throw new IllegalArgumentException(
                "batches (" + batches.identity() + ") of a language model do not say how many bytes a token has");
    }
}
