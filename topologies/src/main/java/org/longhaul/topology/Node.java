package org.longhaul.topology;

import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.unit.Bandwidth;

/**
 * A host or a switch of a topology.
 *
 * @param id name, unique in its topology; not blank, at most 200 characters, no control characters
 * @param kind whether workers may be placed on it
 * @param site the data centre or cluster it belongs to, or null
 * @param region a wider area, such as a country or a cloud region, or null
 * @param coordinates where it stands, or null when unknown
 * @param connectionRate what one connection that it sends over carries at most, as providers cap single flows; null: no such cap
 */
public record Node(
        String id,
        Kind kind,
        @Nullable String site,
        @Nullable String region,
        @Nullable Coordinates coordinates,
        @Nullable Bandwidth connectionRate) {
    private static final int LONGEST_ID = 200;

    /** What a node does. */
    public enum Kind {
        /** Sends and receives, and may hold workers. */
        HOST,
        /** Only forwards. */
        SWITCH
    }

    /** Refuses ids that are blank, too long or hold control characters, and connections that carry nothing. */
    public Node {
        checkId("node", id);
        if (connectionRate != null && connectionRate.bitsPerSecond() == 0) {
            throw new TopologyException("connectionRate of node \"" + id + "\" is " + connectionRate
                    + "; allowed: more than 0 bit/s, or none");
        }
    }

    /** A node whose connections have no cap of their own. */
    public Node(
            String id, Kind kind, @Nullable String site, @Nullable String region, @Nullable Coordinates coordinates) {
        this(id, kind, site, region, coordinates, null);
    }

    /** Returns a host that belongs to no site. */
    public static Node host(String id) {
        return new Node(id, Kind.HOST, null, null, null);
    }

    /** Returns a host of {@code site}. */
    public static Node host(String id, String site) {
        return new Node(id, Kind.HOST, site, null, null);
    }

    /** Returns a switch that belongs to no site. */
    public static Node switchOf(String id) {
        return new Node(id, Kind.SWITCH, null, null, null);
    }

    /** Returns a switch of {@code site}. */
    public static Node switchOf(String id, String site) {
        return new Node(id, Kind.SWITCH, site, null, null);
    }

    /** Returns this node at {@code place}. */
    public Node at(@Nullable Coordinates place) {
        return new Node(id, kind, site, region, place, connectionRate);
    }

    /** Returns this node with a cap of single connections, or without one. */
    public Node withConnectionRate(@Nullable Bandwidth rate) {
        return new Node(id, kind, site, region, coordinates, rate);
    }

    /** Whether this node is a host. */
    public boolean isHost() {
        return kind == Kind.HOST;
    }

    static void checkId(String element, String id) {
        if (id.isBlank() || id.length() > LONGEST_ID || id.chars().anyMatch(Character::isISOControl)) {
            throw new TopologyException(element + " id is \"" + Spelling.excerpt(id) + "\"; allowed: 1 to " + LONGEST_ID
                    + " characters, not blank, no control characters");
        }
    }
}
