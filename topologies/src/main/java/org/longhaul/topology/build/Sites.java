package org.longhaul.topology.build;

import java.util.ArrayList;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.unit.Bandwidth;

/** Sites of equal hosts around one switch, the element of wide-area networks. */
final class Sites {
    private Sites() {}

    /** Returns the given names, or site0, site1, ... when there are none. */
    static List<String> names(@Nullable List<String> given, int count) {
        if (given != null) {
            return given;
        }
        List<String> names = new ArrayList<>(count);
        for (int i = 0; i < count; i++) {
            names.add("site" + i);
        }
        return names;
    }

    static void checkNames(String setting, @Nullable List<String> names, int count) {
        if (names == null) {
            return;
        }
        if (names.size() != count) {
            throw new TopologyException(
                    setting + " has " + names.size() + " entries; allowed: one for each of the " + count + " sites");
        }
        Set<String> seen = new HashSet<>();
        for (String name : names) {
            if (!seen.add(name)) {
                throw new TopologyException(setting + " has \"" + name + "\" twice; allowed: unique names");
            }
        }
    }

    /** Adds a switch "NAME-switch" with hosts "NAME-host0", ... and returns the switch's id. */
    static String add(Topology.Builder builder, String name, int hosts, Line access) {
        return add(builder, name, hosts, access, access.bandwidth());
    }

    /** The same with another capacity from the switch to each host. */
    static String add(Topology.Builder builder, String name, int hosts, Line access, Bandwidth down) {
        return add(builder, name, hosts, access, down, null);
    }

    /** The same with a cap of single connections, or null. */
    static String add(
            Topology.Builder builder,
            String name,
            int hosts,
            Line access,
            Bandwidth down,
            @Nullable Bandwidth connectionRate) {
        String hub = name + "-switch";
        builder.node(Node.switchOf(hub, name));
        for (int i = 0; i < hosts; i++) {
            String host = name + "-host" + i;
            builder.node(Node.host(host, name).withConnectionRate(connectionRate));
            builder.link(access.between(host, hub, host + "--" + hub, down));
        }
        return hub;
    }
}
