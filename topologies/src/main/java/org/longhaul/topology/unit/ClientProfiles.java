package org.longhaul.topology.unit;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.ShippedTable;
import org.longhaul.extension.Spelling;

/** The shipped table of clients of federated learning, each with its source or marked as assumed. */
public final class ClientProfiles {
    private static final Map<String, ClientProfile> BY_ID =
            ShippedTable.read(ClientProfiles.class, "client-profiles.txt", 8, ClientProfiles::profile);

    private ClientProfiles() {}

    /** Returns all of them, in the table's order. */
    public static Collection<ClientProfile> all() {
        return BY_ID.values();
    }

    /**
     * Returns the profile called {@code id}.
     *
     * @throws IllegalArgumentException if there is none; the message names the nearest
     */
    public static ClientProfile named(String id) {
        ClientProfile profile = BY_ID.get(id);
        if (profile == null) {
            throw new IllegalArgumentException("profile '" + Spelling.excerpt(id) + "' is unknown; known are "
                    + String.join(", ", BY_ID.keySet()) + Spelling.maybe(id, BY_ID.keySet()));
        }
        return profile;
    }

    /** Returns the profile that a host is called after, with a number behind it or none; null if it is called after none. */
    public static @Nullable ClientProfile ofHost(String host) {
        int end = host.length();
        while (end > 0 && Character.isDigit(host.charAt(end - 1))) {
            end--;
        }
        return BY_ID.get(host.substring(0, end));
    }

    private static ClientProfile profile(List<String> cells) {
        return new ClientProfile(
                cells.get(0),
                cells.get(1),
                FlopRate.parse(cells.get(2)),
                Bandwidth.parse(cells.get(3)),
                Bandwidth.parse(cells.get(4)),
                Durations.parse(cells.get(5)),
                Double.parseDouble(cells.get(6)),
                cells.get(7));
    }
}
