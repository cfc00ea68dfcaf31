package org.longhaul.topology;

import java.util.List;

/**
 * The way that everything takes which one node sends to another, whatever the {@link PathRule}. While one of its links is
 * known to be down, the rule chooses.
 *
 * @param from id of the sending node
 * @param to id of the receiving node; another one
 * @param links ids of the links in order, each of which begins where the one before ends; at least one
 */
public record FixedRoute(String from, String to, List<String> links) {
    /** Copies the list; refuses a route of no link, or back to where it begins. */
    public FixedRoute {
        links = List.copyOf(links);
        if (links.isEmpty() || from.equals(to)) {
            throw new TopologyException("route from \"" + from + "\" to \"" + to + "\" takes " + links.size()
                    + " links; allowed: at least one, between two different nodes");
        }
    }
}
