package org.longhaul.topology.unit;

import java.util.Collection;
import java.util.List;
import java.util.Map;
import org.longhaul.extension.ShippedTable;
import org.longhaul.extension.Spelling;

/** The shipped table of network cards and links, each with its dated source. */
public final class LinkProfiles {
    private static final Map<String, LinkProfile> BY_ID =
            ShippedTable.read(LinkProfiles.class, "link-profiles.txt", 4, LinkProfiles::profile);

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

    private static LinkProfile profile(List<String> cells) {
        return new LinkProfile(cells.get(0), cells.get(1), Bandwidth.parse(cells.get(2)), cells.get(3));
    }
}
