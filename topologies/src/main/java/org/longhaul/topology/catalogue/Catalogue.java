package org.longhaul.topology.catalogue;

import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStream;
import java.io.InputStreamReader;
import java.io.UncheckedIOException;
import java.nio.charset.StandardCharsets;
import java.util.ArrayList;
import java.util.List;
import java.util.Objects;
import org.longhaul.extension.Spelling;
import org.longhaul.topology.Link;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.format.YamlTreeReader;
import org.longhaul.topology.unit.Bandwidth;

/**
 * Named networks. Each is a file {@code org/longhaul/topology/catalogue/NAME.yaml} that is listed in {@code index.txt}
 * beside it; its notes cite the sources and say what is inferred.
 */
public final class Catalogue {
    private static final String INDEX = "index.txt";

    private Catalogue() {}

    /** Returns the names, sorted. */
    public static List<String> names() {
        List<String> names = new ArrayList<>();
        try (BufferedReader index = open(INDEX)) {
            for (String line = index.readLine(); line != null; line = index.readLine()) {
                if (!line.isBlank()) {
                    names.add(line.strip());
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
        names.sort(null);
        return List.copyOf(names);
    }

    /**
     * Returns the network called {@code name}.
     *
     * @throws TopologyException if there is none; the message names the nearest
     */
    public static Topology named(String name) {
        List<String> names = names();
        if (!names.contains(name)) {
            throw new TopologyException("the catalogue has no network \"" + Spelling.excerpt(name) + "\"; allowed: "
                    + String.join(", ", names) + Spelling.maybe(name, names));
        }
        try (BufferedReader text = open(name + ".yaml")) {
            return new YamlTreeReader().read(text, "catalogue/" + name + ".yaml");
        } catch (IOException e) {
            throw new UncheckedIOException(e);
        }
    }

    /** Returns the network called {@code name} with {@code bandwidth} on every link, both ways; its notes say so. */
    public static Topology named(String name, Bandwidth bandwidth) {
        Topology topology = named(name);
        Topology.Builder builder = Topology.builder(topology.name())
                .relayingHosts(topology.relayingHosts())
                .paths(topology.paths());
        topology.fixedRoutes().forEach(builder::fixedRoute);
        topology.notes().forEach(builder::note);
        topology.nodes().forEach(builder::node);
        for (Link link : topology.links()) {
            builder.link(new Link(
                    link.id(),
                    link.from(),
                    link.to(),
                    bandwidth,
                    bandwidth,
                    link.latency(),
                    link.lossRate(),
                    link.queue(),
                    link.price(),
                    link.wayBack()));
        }
        return builder.note(TopologyNote.adapted("every link set to " + bandwidth + " by the user"))
                .build();
    }

    private static BufferedReader open(String resource) {
        InputStream stream = Objects.requireNonNull(Catalogue.class.getResourceAsStream(resource), resource);
        return new BufferedReader(new InputStreamReader(stream, StandardCharsets.UTF_8));
    }
}
