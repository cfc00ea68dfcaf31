package org.longhaul.simulator.network;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;

/** The registered network models. */
public final class NetworkModels {

    private NetworkModels() {}

    /**
     * All registered models by id.
     *
     * @throws IllegalStateException if two models claim one id
     */
    public static List<NetworkModel<?>> all() {
        List<NetworkModel<?>> models = new ArrayList<>();
        ServiceLoader.load(NetworkModel.class, NetworkModels.class.getClassLoader())
                .forEach(models::add);
        models.sort(Comparator.comparing(NetworkModel::id));
        for (int i = 1; i < models.size(); i++) {
            if (models.get(i).id().equals(models.get(i - 1).id())) {
                throw new IllegalStateException(
                        "Two network models have the id " + models.get(i).id() + ": "
                                + models.get(i - 1).getClass().getName() + " and "
                                + models.get(i).getClass().getName() + ".");
            }
        }
        return List.copyOf(models);
    }

    /**
     * The model with an id.
     *
     * @throws IllegalArgumentException if there is none; the message lists those that exist
     */
    public static NetworkModel<?> byId(String id) {
        for (NetworkModel<?> model : all()) {
            if (model.id().equals(id)) {
                return model;
            }
        }
        throw new IllegalArgumentException("There is no network model \"" + id + "\"; the registered ones are "
                + all().stream().map(NetworkModel::id).collect(Collectors.joining(", ")) + ".");
    }
}
