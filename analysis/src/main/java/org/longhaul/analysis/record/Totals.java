package org.longhaul.analysis.record;

/**
 * The sums at the end of one method's training.
 *
 * @param steps steps trained
 * @param tokens tokens that all workers together trained on
 * @param simulatedNanos projected duration of the training
 * @param bytesPerWorker bytes charged to one worker's exchanges, counted from the exchanged tensors
 * @param modelBytes size of one model in the wire format, the unit that volumes are compared in
 * @param realNanos time that the training took here, on the wall clock
 */
public record Totals(
        long steps, long tokens, long simulatedNanos, long bytesPerWorker, long modelBytes, long realNanos) {

    /** Returns how many models' worth of bytes one worker was charged; 0 when the model's size is unknown. */
    public double units() {
        return modelBytes == 0 ? 0 : (double) bytesPerWorker / modelBytes;
    }
}
