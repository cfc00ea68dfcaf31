package org.longhaul.topology.format.writer;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.util.Locale;
import java.util.regex.Pattern;
import org.longhaul.extension.PlainNumber;
import org.longhaul.topology.Coordinates;
import org.longhaul.topology.FixedRoute;
import org.longhaul.topology.Link;
import org.longhaul.topology.LinkPrice;
import org.longhaul.topology.Node;
import org.longhaul.topology.PathRule;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.format.TopologyWriter;
import org.longhaul.topology.format.YamlTreeReader;
import org.longhaul.topology.unit.Durations;

/** Writes the native form, one node or link a line; {@link YamlTreeReader} reads back an equal topology. */
@AutoService(TopologyWriter.class)
public final class YamlWriter implements TopologyWriter {
    // Texts that every YAML version reads as text without quotes: a letter first, no indicator, none of the words
    // below.
    private static final Pattern PLAIN = Pattern.compile("[A-Za-z][A-Za-z0-9_./-]*( [A-Za-z0-9_./-]+)*");
    private static final Pattern WORD = Pattern.compile("(?i)true|false|yes|no|on|off|y|n|null|nan|inf|infinity");

    /** For the service loader. */
    public YamlWriter() {}

    @Override
    public String id() {
        return "yaml";
    }

    @Override
    public String description() {
        return "The native form: nodes and links with units in the values.";
    }

    @Override
    public String source() {
        return "defined by the class YamlTreeReader; YAML 1.2";
    }

    @Override
    public String extension() {
        return "yaml";
    }

    @Override
    public void write(Topology topology, Appendable out) throws IOException {
        write(topology, Remarks.NONE, out);
    }

    /** Writes the native form with comments in it, which say to a reader of the file what the topology does not hold. */
    public static void write(Topology topology, Remarks remarks, Appendable out) throws IOException {
        for (String line : remarks.heading()) {
            out.append(comment(line)).append('\n');
        }
        out.append("name: ").append(quoted(topology.name())).append('\n');
        out.append("relayingHosts: ")
                .append(String.valueOf(topology.relayingHosts()))
                .append('\n');
        if (topology.paths() != PathRule.LEAST_LATENCY) {
            out.append("paths: ").append(topology.paths().word()).append('\n');
        }
        if (!topology.notes().isEmpty()) {
            out.append("notes:\n");
        }
        for (TopologyNote note : topology.notes()) {
            String text = quoted(note.text());
            boolean source = note.kind() == TopologyNote.Kind.SOURCE;
            String kind = note.kind().name().toLowerCase(Locale.ROOT);
            out.append("  - ")
                    .append(source ? text : "{" + kind + ": " + text + "}")
                    .append('\n');
        }
        out.append("nodes:\n");
        for (Node node : topology.nodes()) {
            out.append("  - {").append(node(node)).append("}\n");
        }
        if (!topology.links().isEmpty()) {
            out.append("links:\n");
        }
        for (Link link : topology.links()) {
            String remark = remarks.ofLink().get(link.id());
            out.append("  - {")
                    .append(link(link))
                    .append(remark == null ? "}" : "}  " + comment(remark))
                    .append('\n');
        }
        if (!topology.fixedRoutes().isEmpty()) {
            out.append("routes:\n");
        }
        for (FixedRoute route : topology.fixedRoutes()) {
            out.append("  - {from: ")
                    .append(quoted(route.from()))
                    .append(", to: ")
                    .append(quoted(route.to()));
            String links = String.join(
                    ", ", route.links().stream().map(YamlWriter::quoted).toList());
            out.append(", links: [").append(links).append("]}\n");
        }
    }

    private static String node(Node node) {
        StringBuilder sb = new StringBuilder("id: ").append(quoted(node.id()));
        sb.append(", kind: ").append(node.isHost() ? "host" : "switch");
        if (node.site() != null) {
            sb.append(", site: ").append(quoted(node.site()));
        }
        if (node.region() != null) {
            sb.append(", region: ").append(quoted(node.region()));
        }
        if (node.connectionRate() != null) {
            sb.append(", connectionRate: ").append(node.connectionRate());
        }
        Coordinates place = node.coordinates();
        if (place != null) {
            sb.append(", latitude: ")
                    .append(PlainNumber.of(place.latitude()))
                    .append(", longitude: ")
                    .append(PlainNumber.of(place.longitude()));
        }
        return sb.toString();
    }

    private static String link(Link link) {
        StringBuilder sb = new StringBuilder("id: ").append(quoted(link.id()));
        sb.append(", from: ").append(quoted(link.from())).append(", to: ").append(quoted(link.to()));
        if (link.isSymmetric()) {
            sb.append(", bandwidth: ").append(link.forward());
        } else {
            sb.append(", forward: ")
                    .append(link.forward())
                    .append(", backward: ")
                    .append(link.backward());
        }
        sb.append(", latency: ").append(Durations.format(link.latency()));
        if (link.lossRate() != 0) {
            sb.append(", lossRate: ").append(PlainNumber.of(link.lossRate()));
        }
        if (link.queue() != null) {
            sb.append(", queue: ").append(link.queue());
        }
        LinkPrice price = link.price();
        if (price != null) {
            sb.append(", dollarsPerGigabyte: ").append(price.forward());
        }
        if (price != null && !price.isSymmetric()) {
            sb.append(", backwardDollarsPerGigabyte: ").append(price.backward());
        }
        if (!link.backwardLatency().equals(link.latency())) {
            sb.append(", backwardLatency: ").append(Durations.format(link.backwardLatency()));
        }
        if (link.backwardLossRate() != link.lossRate()) {
            sb.append(", backwardLossRate: ").append(PlainNumber.of(link.backwardLossRate()));
        }
        return sb.toString();
    }

    private static String comment(String text) {
        return ("# " + text.replaceAll("\\p{Cntrl}|[\\u0085\\u2028\\u2029\\ufeff]", " ")).stripTrailing();
    }

    static String quoted(String text) {
        if (PLAIN.matcher(text).matches() && !WORD.matcher(text).matches()) {
            return text;
        }
        StringBuilder sb = new StringBuilder("\"");
        for (int i = 0; i < text.length(); i++) {
            char c = text.charAt(i);
            if (c == '"' || c == '\\') {
                sb.append('\\').append(c);
            } else if (c < ' ' || (c >= 0x7f && c < 0xa0) || c == 0x2028 || c == 0x2029 || c == 0xfeff) {
                sb.append(String.format(Locale.ROOT, "\\u%04x", (int) c));
            } else {
                sb.append(c);
            }
        }
        return sb.append('"').toString();
    }
}
