package org.longhaul.simulator.fault;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import org.longhaul.topology.unit.Spelling;

/** The registered fault models. */
public final class FaultModels {

    private FaultModels() {}

    /**
     * All registered models by id.
     *
     * @throws IllegalStateException if two models claim one id
     */
    public static List<FaultModel<?>> all() {
        List<FaultModel<?>> models = new ArrayList<>();
        ServiceLoader.load(FaultModel.class, FaultModels.class.getClassLoader()).forEach(models::add);
        models.sort(Comparator.comparing(FaultModel::id));
        for (int i = 1; i < models.size(); i++) {
            if (models.get(i).id().equals(models.get(i - 1).id())) {
                throw new IllegalStateException(
                        "Two fault models have the id " + models.get(i).id() + ": "
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
    public static FaultModel<?> byId(String id) {
        List<String> ids = new ArrayList<>();
        for (FaultModel<?> model : all()) {
            if (model.id().equals(id)) {
                return model;
            }
            ids.add(model.id());
        }
        throw new IllegalArgumentException("There is no fault model \"" + Spelling.excerpt(id)
                + "\"; the registered ones are " + String.join(", ", ids) + "." + Spelling.maybe(id, ids));
    }
}
