package org.longhaul.analysis.record.measure;

import com.google.common.collect.ImmutableMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.record.network.Volume;

/**
 * One point of a training curve.
 *
 * <p>A measure without a value was not taken at this point; a value that is not a number was taken and says that training
 * diverged.
 *
 * @param step steps finished, counted from 1; 0 is the state before training
 * @param items items, for instance tokens, that all workers together have trained on
 * @param simulatedNanos simulated time at which the slowest worker finished the step
 * @param volume what one worker's exchanges came to since the start
 * @param training mean of the objective over the batches that the workers trained on since the point before; null when no step
 *     was made since
 * @param values values on held-out data, by id of the measure, of parameters that somebody holds: the first worker, or the
 *     server where the method has one; and of the round that ended here, by id of the figure; empty when nothing was evaluated and
 *     no round told anything
 * @param virtualValues the same of the mean over the workers, which nobody held or paid for at this point; empty where the
 *     workers were equal
 * @param clients the same on the data of each client, and of it in the round; empty where clients were not evaluated one by one and
 *     no round told anything of them
 * @param learningRate the local learning rate at this step
 */
public record CurvePoint(
        long step,
        long items,
        long simulatedNanos,
        Volume volume,
        @Nullable Double training,
        Map<String, Double> values,
        Map<String, Double> virtualValues,
        List<ClientValues> clients,
        double learningRate) {

    /** Copies the collections, keeping their order. */
    public CurvePoint {
        values = ImmutableMap.copyOf(values);
        virtualValues = ImmutableMap.copyOf(virtualValues);
        clients = List.copyOf(clients);
    }
}
