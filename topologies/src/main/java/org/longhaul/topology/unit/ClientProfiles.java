package org.longhaul.topology.unit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;

/** The shipped table of clients of federated learning, each with its source or marked as assumed. */
public final class ClientProfiles {
    private static final String RESOURCE = "client-profiles.txt";
    private static final int CELLS = 8;
    private static final Map<String, ClientProfile> BY_ID = read();

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

    private static Map<String, ClientProfile> read() {
        Map<String, ClientProfile> profiles = new LinkedHashMap<>();
        try (InputStream in = ClientProfiles.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the table of clients is missing from the program's resources");
            }
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> {
                        ClientProfile profile = parse(line);
                        if (profiles.put(profile.id(), profile) != null) {
                            throw new IllegalStateException("client '" + profile.id() + "' is listed twice");
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the table of clients", e);
        }
        return Collections.unmodifiableMap(profiles);
    }

    private static ClientProfile parse(String line) {
        String[] cells = line.split("\\|", -1);
        if (cells.length != CELLS) {
            throw new IllegalStateException("a line of the table of clients must have " + CELLS + " cells: " + line);
        }
        for (int i = 0; i < cells.length; i++) {
            cells[i] = cells[i].strip();
        }
        return new ClientProfile(
                cells[0],
                cells[1],
                FlopRate.parse(cells[2]),
                Bandwidth.parse(cells[3]),
                Bandwidth.parse(cells[4]),
                Durations.parse(cells[5]),
                Double.parseDouble(cells[6]),
                cells[7]);
    }
}
