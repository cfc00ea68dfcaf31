package org.longhaul.topology.format.simgrid;

import com.google.auto.service.AutoService;
import java.io.Reader;
import java.util.List;
import org.longhaul.topology.Topology;
import org.longhaul.topology.format.TopologyReader;
import org.longhaul.topology.format.XmlElement;
import org.longhaul.topology.format.XmlText;

/**
 * Reads SimGrid platforms of version 4: hosts, routers, links, routes between them and between zones, also such that bypass
 * others; clusters (flat, fat-tree, torus, dragonfly), cabinets and backbones; Vivaldi zones and peers.
 *
 * <p>A SimGrid link has no ends; they follow from the routes, and points where links meet become switches. A SPLITDUPLEX
 * link is full-duplex. A SHARED link, and one that routes cross between different points, as a bus, becomes a one-way line
 * that everything shares which crosses it ({@code SimgridFabric}). A FATPIPE link is shared here, and a note says so.
 * Where the shortest path between two hosts is not the route that the file has for them, that route is fixed. Wireless
 * cells are refused. Speeds of hosts are left out, as are profiles, settings of SimGrid's models and loopbacks, with notes.
 */
@AutoService(TopologyReader.class)
public final class SimgridReader implements TopologyReader {
    /** For the service loader. */
    public SimgridReader() {}

    @Override
    public String id() {
        return "simgrid";
    }

    @Override
    public String description() {
        return "SimGrid platform XML: hosts, links, routes, clusters, cabinets, peers, Vivaldi zones, fat-tree, torus and dragonfly.";
    }

    @Override
    public String source() {
        return "https://simgrid.org/doc/latest/XML_reference.html";
    }

    @Override
    public List<String> extensions() {
        return List.of("xml");
    }

    @Override
    public boolean recognises(String head) {
        return head.contains("<platform");
    }

    @Override
    public Topology read(Reader text, String fileName) {
        XmlElement platform = XmlText.read(text, fileName, "platform");
        String version = platform.optional("version", "");
        if (!version.startsWith("4")) {
            throw platform.refuse("version is \"" + version + "\"; allowed: 4, 4.1");
        }
        return new SimgridPlatform(fileName).read(platform);
    }
}
