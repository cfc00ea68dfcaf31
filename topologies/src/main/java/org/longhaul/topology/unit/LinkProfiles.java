package org.longhaul.topology.unit;

import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.Collection;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.Map;
import org.longhaul.extension.Spelling;

/** The shipped table of network cards and links, each with its dated source. */
public final class LinkProfiles {
    private static final String RESOURCE = "link-profiles.txt";
    private static final int CELLS = 4;
    private static final Map<String, LinkProfile> BY_ID = read();

    private LinkProfiles() {}

    /** Returns all of them, in the table's order. */
    public static Collection<LinkProfile> all() {
        return BY_ID.values();
    }

    /** Whether {@code text} begins as the id of a profile does, and as no number can. */
    static boolean isName(String text) {
        return !text.isBlank() && Character.isLetter(text.strip().charAt(0));
    }

    /**
     * Returns the profile called {@code id}.
     *
     * @throws QuantityException if there is none; the message names the nearest
     */
    public static LinkProfile named(String id) {
        LinkProfile profile = BY_ID.get(id.strip());
        if (profile == null) {
            throw new QuantityException("\"" + Spelling.excerpt(id)
                    + "\" is not a bandwidth: no link is called so; allowed is a number with a unit, such as"
                    + " \"10 Gbit/s\", or one of " + String.join(", ", BY_ID.keySet()) + "."
                    + Spelling.maybe(id.strip(), BY_ID.keySet()));
        }
        return profile;
    }

    private static Map<String, LinkProfile> read() {
        Map<String, LinkProfile> profiles = new LinkedHashMap<>();
        try (InputStream in = LinkProfiles.class.getResourceAsStream(RESOURCE)) {
            if (in == null) {
                throw new IllegalStateException("the table of links is missing from the program's resources");
            }
            new String(in.readAllBytes(), StandardCharsets.UTF_8)
                    .lines()
                    .filter(line -> !line.isBlank() && !line.startsWith("#"))
                    .forEach(line -> {
                        LinkProfile profile = parse(line);
                        if (profiles.put(profile.id(), profile) != null) {
                            throw new IllegalStateException("link '" + profile.id() + "' is listed twice");
                        }
                    });
        } catch (IOException e) {
            throw new UncheckedIOException("cannot read the table of links", e);
        }
        return Collections.unmodifiableMap(profiles);
    }

    private static LinkProfile parse(String line) {
        String[] cells = line.split("\\|", -1);
        if (cells.length != CELLS) {
            throw new IllegalStateException("a line of the table of links must have " + CELLS + " cells: " + line);
        }
        return new LinkProfile(cells[0].strip(), cells[1].strip(), Bandwidth.parse(cells[2].strip()), cells[3].strip());
    }
}
