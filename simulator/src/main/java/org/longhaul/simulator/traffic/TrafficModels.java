package org.longhaul.simulator.traffic;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.longhaul.topology.unit.Spelling;

/** The registered kinds of background traffic. */
public final class TrafficModels {

    private TrafficModels() {}

    /**
     * All registered models by id.
     *
     * @throws IllegalStateException if two models claim one id
     */
    public static List<TrafficModel<?>> all() {
        List<TrafficModel<?>> models = new ArrayList<>();
        ServiceLoader.load(TrafficModel.class, TrafficModels.class.getClassLoader())
                .forEach(models::add);
        models.sort(Comparator.comparing(TrafficModel::id));
        for (int i = 1; i < models.size(); i++) {
            if (models.get(i).id().equals(models.get(i - 1).id())) {
                throw new IllegalStateException(
                        "Two traffic models have the id " + models.get(i).id() + ": "
                                + models.get(i - 1).getClass().getName() + " and "
                                + models.get(i).getClass().getName() + ".");
            }
        }
        return List.copyOf(models);
    }

    /**
     * The model with an id.
     *
     * @throws IllegalArgumentException if there is none; the message lists those that exist and names the nearest
     */
    public static TrafficModel<?> byId(String id) {
        List<String> ids = new ArrayList<>();
        for (TrafficModel<?> model : all()) {
            if (model.id().equals(id)) {
                return model;
            }
            ids.add(model.id());
        }
        throw new IllegalArgumentException("There is no traffic model \"" + Spelling.excerpt(id)
                + "\"; the registered ones are " + String.join(", ", ids) + "." + Spelling.maybe(id, ids));
    }
}
