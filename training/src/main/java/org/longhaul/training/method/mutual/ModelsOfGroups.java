package org.longhaul.training.method.mutual;

import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.longhaul.training.communicate.Communicator;
import org.longhaul.training.communicate.Release;
import org.longhaul.training.communicate.StateGroup;
import org.longhaul.training.replica.Replicas;
import org.longhaul.training.task.BatchSource;
import org.longhaul.training.tensor.Tensor;

/** One model for the clients of each sensor, which the server averages over those of them that take part. */
final class ModelsOfGroups implements SecondModels {
    private final Mutual.Settings settings;
    private final Replicas replicas;
    private final double[] weights;
    private final BatchSource data;
    private final Tensor mean;
    private final Map<Integer, Tensor> models = new TreeMap<>();

    ModelsOfGroups(Mutual.Settings settings, Replicas replicas, double[] weights) {
        this.settings = settings;
        this.replicas = replicas;
        this.weights = weights;
        data = replicas.setup().batches();
        mean = replicas.newVector();
        for (int client = 0; client < replicas.workers(); client++) {
            models.computeIfAbsent(data.sensorOf(client), first -> replicas.newVectorOfInitialParameters());
        }
    }

    private List<Integer> members(int sensor) {
        return replicas.present().stream()
                .filter(client -> data.sensorOf(client) == sensor)
                .toList();
    }

    @Override
    public void begin(long round, Communicator net) {
        StateGroup clients = replicas.parameters().as("group-model");
        models.forEach((sensor, model) -> {
            List<Integer> members = members(sensor);
            if (!members.isEmpty()) {
                net.broadcast(
                        replicas.atServer("group-model", model),
                        clients.of(members),
                        settings.modelFormat(),
                        Release.AFTER_BACKWARD);
            }
        });
    }

    @Override
    public void end(Communicator net) {
        StateGroup clients = replicas.parameters().as("group-parameters");
        models.forEach((sensor, model) -> {
            List<Integer> members = members(sensor);
            if (!members.isEmpty()) {
                net.reduceMean(
                        clients.of(members),
                        replicas.atServer("group-parameters", mean),
                        settings.parameterFormat(),
                        Release.AFTER_BACKWARD,
                        weights);
                model.copyInPlace(mean);
            }
        });
    }

    @Override
    public Tensor of(int client, long roundsBegun) {
        Tensor model = models.get(data.sensorOf(client));
        if (model == null) {
            throw new IllegalArgumentException("client " + client + " is in no group.");
        }
        return model;
    }

    @Override
    public Map<Integer, Tensor> shared() {
        return models;
    }

    @Override
    public Map<String, Tensor> state() {
        Map<String, Tensor> state = new LinkedHashMap<>();
        models.forEach((sensor, model) -> state.put("group-model-" + name(sensor), model));
        return state;
    }

    private String name(int sensor) {
        return sensor == BatchSource.SEVERAL_SENSORS ? "all" : data.sensors().get(sensor);
    }
}
