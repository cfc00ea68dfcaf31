package org.longhaul.simulator.network.packet;

import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.ServiceLoader;
import java.util.stream.Collectors;
import org.longhaul.topology.unit.Spelling;

/** The registered congestion controls. */
public final class CongestionControls {

    private CongestionControls() {}

    /**
     * All registered congestion controls by id.
     *
     * @throws IllegalStateException if two claim one id
     */
    public static List<CongestionControlFactory<?>> all() {
        List<CongestionControlFactory<?>> factories = new ArrayList<>();
        ServiceLoader.load(CongestionControlFactory.class, CongestionControls.class.getClassLoader())
                .forEach(factories::add);
        factories.sort(Comparator.comparing(CongestionControlFactory::id));
        for (int i = 1; i < factories.size(); i++) {
            if (factories.get(i).id().equals(factories.get(i - 1).id())) {
                throw new IllegalStateException("Two congestion controls have the id "
                        + factories.get(i).id() + ": "
                        + factories.get(i - 1).getClass().getName() + " and "
                        + factories.get(i).getClass().getName() + ".");
            }
        }
        return List.copyOf(factories);
    }

    /**
     * The congestion control with an id.
     *
     * @throws IllegalArgumentException if there is none; the message lists those that exist and the nearest
     */
    public static CongestionControlFactory<?> byId(String id) {
        List<CongestionControlFactory<?>> factories = all();
        for (CongestionControlFactory<?> factory : factories) {
            if (factory.id().equals(id)) {
                return factory;
            }
        }
        List<String> ids = factories.stream().map(CongestionControlFactory::id).collect(Collectors.toList());
        throw new IllegalArgumentException("There is no congestionControl \"" + id + "\"; the registered ones are "
                + String.join(", ", ids) + Spelling.maybe(id, ids));
    }
}
