package org.longhaul.training.method.mutual;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.training.replica.MeasuredBatches;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.task.Accuracy;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.task.Better;
import org.longhaul.training.task.Measure;
import org.longhaul.training.task.RoundFigure;
import org.longhaul.training.task.WeightedSum;
import org.longhaul.training.tensor.Device;
import org.longhaul.training.tensor.Tensor;
import org.longhaul.training.tensor.TensorScope;

/**
 * How right clients and sites are by each rule of inference: which of them the source's figures are of was not found.
 *
 * <p>Of a client's own data, which are those of its sensor: by its second model, by the general one, and by the mean of their
 * probabilities. Of the validation set, each window as each sensor saw it: by the mean of the probabilities of the groups' models.
 */
final class InferenceRules {
    static final RoundFigure SECOND = ofClients(Mutual.SECOND_MODEL, "its second model");
    static final RoundFigure GENERAL = ofClients(Mutual.GENERAL_MODEL, "the general model");
    static final RoundFigure BOTH = ofClients(Mutual.BOTH_MODELS, "the mean of the probabilities of both its models");
    static final RoundFigure FUSED = new RoundFigure(
            Mutual.LATE_FUSION,
            Measure.SHARE,
            Better.HIGHER,
            "Accuracy of the mean of the probabilities of the groups' models, each of what its own sensor saw of the validation set.");

    private final Replicas replicas;
    private final BatchSource data;
    private final MeasuredBatches measuring;
    private final int accuracy;

    InferenceRules(Replicas replicas) {
        this.replicas = replicas;
        data = replicas.setup().batches();
        measuring = replicas.measuring();
        accuracy = replicas.setup().model().measures().stream()
                .map(Measure::id)
                .toList()
                .indexOf(Accuracy.ID);
    }

    private static RoundFigure ofClients(String id, String by) {
        return new RoundFigure(
                id,
                Measure.SHARE,
                Better.HIGHER,
                "Accuracy of a client by " + by + " on its own data; of a round the mean over clients.");
    }

    static List<RoundFigure> figures(Mutual.Scope scope) {
        return scope == Mutual.Scope.LOCAL ? List.of(SECOND, GENERAL, BOTH) : List.of(SECOND, GENERAL, BOTH, FUSED);
    }

    /**
     * Tells how right they are now, of each client that has trained its second model, and the mean over them; nothing where the
     * task has no accuracy.
     */
    void tell(Tensor general, SecondModels models, long roundsBegun) {
        if (accuracy < 0) {
            return;
        }
        Map<RoundFigure, List<Double>> ofClients = new LinkedHashMap<>();
        for (int client = 0; client < replicas.workers(); client++) {
            int of = client;
            // A client's model is on the device only as long as it is judged.
            TensorScope.run(() -> {
                Tensor second = models.of(of, roundsBegun);
                if (second != null) {
                    tell(GENERAL, of, List.of(general), ofClients);
                    tell(SECOND, of, List.of(second), ofClients);
                    tell(BOTH, of, List.of(general, second), ofClients);
                }
            });
        }
        ofClients.forEach((figure, values) -> {
            double sum = 0;
            for (double value : values) {
                sum += value;
            }
            replicas.figures().tell(figure, sum / values.size());
        });
        TensorScope.run(() -> {
            Double fused = models.shared().isEmpty() ? null : fused(models.shared());
            if (fused != null) {
                replicas.figures().tell(FUSED, fused);
            }
        });
    }

    /** Tells it of one client, if anything is held out of its data. */
    private void tell(RoundFigure figure, int client, List<Tensor> mixed, Map<RoundFigure, List<Double>> ofClients) {
        Double value = value(measuring.mixed(
                mixed, data.heldOutBatches(client), (model, index) -> data.heldOut(client, index, device())));
        if (value != null) {
            replicas.figures().tell(figure, client, value);
            ofClients.computeIfAbsent(figure, first -> new ArrayList<>()).add(value);
        }
    }

    private @Nullable Double fused(Map<Integer, Tensor> shared) {
        List<Integer> sensors = new ArrayList<>(shared.keySet());
        return value(measuring.mixed(
                sensors.stream().map(shared::get).toList(), data.validationBatches(), (model, index) -> {
                    int sensor = sensors.get(model);
                    return sensor == BatchSource.SEVERAL_SENSORS
                            ? data.validation(index, device())
                            : data.validation(index, sensor, device());
                }));
    }

    private @Nullable Double value(@Nullable List<WeightedSum> sums) {
        WeightedSum sum = sums == null ? WeightedSum.NONE : sums.get(accuracy);
        return sum.weight() > 0 ? measuring.value(accuracy, sum) : null;
    }

    private Device device() {
        return replicas.setup().device();
    }
}
