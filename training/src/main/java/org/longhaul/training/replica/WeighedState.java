package org.longhaul.training.replica;

import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Objects;
import org.longhaul.training.tensor.DType;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;
import org.longhaul.training.tensor.Tensors;
import org.longhaul.training.weighting.SampleWeighting;

/** What a worker keeps whose samples are weighted: tensors, since all of it is in checkpoints. Owns them. */
final class WeighedState implements AutoCloseable {
    private final Map<String, Tensor> kept = new LinkedHashMap<>();
    private final Tensor sums;
    private final Tensor prepared = numbers(1);
    private final Tensor ofRound = numbers(1);

    /** Zero, all of it. */
    WeighedState(ReplicaSetup setup, SampleWeighting weighting, int domains) {
        for (SampleWeighting.Kept each : weighting.kept()) {
            kept.put(
                    each.name(),
                    TensorScope.compute(() -> Tensors.zeros(setup.device(), setup.type(), each.elements())));
        }
        sums = numbers(2L * domains);
    }

    private static Tensor numbers(long count) {
        return TensorScope.compute(() -> Tensors.zeros(Device.CPU, DType.FLOAT64, count));
    }

    /** What the weighting keeps under a name. */
    Tensor kept(String name) {
        return Objects.requireNonNull(kept.get(name), name);
    }

    /** Whether the weighting was prepared in a period, whose number is at least 1. */
    boolean isPreparedFor(long period) {
        return prepared.item() == period;
    }

    void prepareFor(long period) {
        prepared.fillInPlace((double) period);
    }

    /** Adds weights of samples of some domains. */
    void add(double[] weights, int[] domains, int firstDomain) {
        double[] all = sums.toDoubles();
        double sum = 0;
        for (int i = 0; i < weights.length; i++) {
            all[2 * domains[firstDomain + i]] += weights[i];
            all[2 * domains[firstDomain + i] + 1]++;
            sum += weights[i];
        }
        TensorScope.run(() -> sums.copyInPlace(Tensors.of(Device.CPU, all, all.length)));
        ofRound.addInPlace(sum);
    }

    /** Sum and number of weights by domain since the last call. */
    double[] takeSums() {
        double[] taken = sums.toDoubles();
        sums.zeroInPlace();
        return taken;
    }

    /** Sum of weights since the last call. */
    double takeOfRound() {
        double taken = ofRound.item();
        ofRound.zeroInPlace();
        return taken;
    }

    /** All of it, by name. */
    Map<String, Tensor> tensors() {
        Map<String, Tensor> all = new LinkedHashMap<>(kept);
        all.put("sums", sums);
        all.put("prepared", prepared);
        all.put("of-round", ofRound);
        return all;
    }

    @Override
    public void close() {
        tensors().values().forEach(Tensor::close);
    }
}
