package org.longhaul.topology.format.sndlib;

import com.google.auto.service.AutoService;
import java.io.Reader;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Topology;
import org.longhaul.topology.format.TopologyReader;
import org.longhaul.topology.format.XmlElement;
import org.longhaul.topology.format.XmlText;

/**
 * Reads networks of SNDlib in XML: nodes, coordinates and links; demands are left out.
 *
 * <p>Capacity is the preinstalled one, else that of the smallest module offered. Its unit is the one of the file's meta data
 * where known, else Mbit/s, and a note says so.
 */
@AutoService(TopologyReader.class)
public final class SndlibXmlReader implements TopologyReader {
    /** For the service loader. */
    public SndlibXmlReader() {}

    @Override
    public String id() {
        return "sndlib-xml";
    }

    @Override
    public String description() {
        return "SNDlib network in XML.";
    }

    @Override
    public String source() {
        return "Orlowski, Pioro, Tomaszewski, Wessaely, \"SNDlib 1.0\", Networks 55(3), 2010; http://sndlib.zib.de";
    }

    @Override
    public List<String> extensions() {
        return List.of("xml");
    }

    @Override
    public boolean recognises(String head) {
        return head.contains("<network");
    }

    @Override
    public Topology read(Reader text, String fileName) {
        XmlElement network = XmlText.read(text, fileName, "network");
        XmlElement structure = network.requiredChild("networkStructure");
        XmlElement nodes = structure.requiredChild("nodes");
        XmlElement meta = network.child("meta");
        XmlElement unit = meta == null ? null : meta.child("unit");
        SndlibNetwork result = new SndlibNetwork(fileName);
        if (!nodes.optional("coordinatesType", "geographical").equals("geographical")) {
            result.pixels();
        }
        if (unit != null) {
            result.unit(unit.line, unit.text());
        }
        for (XmlElement node : nodes.children("node")) {
            XmlElement place = node.child("coordinates");
            result.node(
                    node.line,
                    node.required("id"),
                    place == null ? null : place.requiredChild("x").text(),
                    place == null ? null : place.requiredChild("y").text());
        }
        XmlElement links = structure.requiredChild("links");
        for (XmlElement link : links.children("link")) {
            result.link(
                    link.line,
                    link.required("id"),
                    link.requiredChild("source").text(),
                    link.requiredChild("target").text(),
                    capacity(link.child("preInstalledModule")),
                    modules(link));
        }
        return result.build();
    }

    private static List<String> modules(XmlElement link) {
        XmlElement modules = link.child("additionalModules");
        if (modules == null) {
            return List.of();
        }
        return modules.children("addModule").stream()
                .map(module -> module.requiredChild("capacity").text())
                .toList();
    }

    private static @Nullable String capacity(@Nullable XmlElement module) {
        return module == null ? null : module.requiredChild("capacity").text();
    }
}
