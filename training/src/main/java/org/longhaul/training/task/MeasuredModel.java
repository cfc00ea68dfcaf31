package org.longhaul.training.task;

import java.util.List;
import org.jspecify.annotations.Nullable;

/**
 * The measures of the model that a method's workers or server hold, on data that nobody trains on.
 *
 * @param values one for each measure of the task, the loss first
 */
public record MeasuredModel(List<Value> values) {
    public MeasuredModel {
        values = List.copyOf(values);
    }

    /**
     * One measure.
     *
     * @param value of the model that is held
     * @param virtual of the mean over the workers, which nobody holds and no exchange has paid for; null when the workers are
     *     equal
     * @param clients of the same model on what is held out of each worker's own data, by rank; empty where it was not asked
     *     for or nothing is held out
     */
    public record Value(Measure measure, double value, @Nullable Double virtual, List<ClientValue> clients) {
        public Value {
            clients = List.copyOf(clients);
        }
    }

    /**
     * One measure on the data of one worker.
     *
     * @param worker 0-based rank
     * @param weight weight in a mean over the workers: sequences or examples
     */
    public record ClientValue(int worker, double value, double weight) {}

    /** The mean loss. */
    public double loss() {
        return values.get(0).value();
    }

    /** The mean loss of the mean over the workers; null when they are equal. */
    public @Nullable Double virtualLoss() {
        return values.get(0).virtual();
    }

    /**
     * The measure of an id.
     *
     * @throws IllegalArgumentException if the task has none such
     */
    public Value get(String id) {
        for (Value value : values) {
            if (value.measure().id().equals(id)) {
                return value;
            }
        }
        throw new IllegalArgumentException("nothing here is measured as '" + id + "'; allowed: "
                + String.join(
                        ", ", values.stream().map(value -> value.measure().id()).toList()));
    }
}
