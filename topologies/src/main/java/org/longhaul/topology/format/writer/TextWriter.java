package org.longhaul.topology.format.writer;

import com.google.auto.service.AutoService;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.MathContext;
import java.util.LinkedHashMap;
import java.util.Map;
import org.longhaul.topology.Link;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.TopologyStatistics;
import org.longhaul.topology.format.TopologyWriter;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.Durations;

/** Writes a summary for a terminal: counts, figures, links (equal ones between the same sites once), notes. */
@AutoService(TopologyWriter.class)
public final class TextWriter implements TopologyWriter {
    private static final int MOST_ROWS = 40;
    /** Figures of larger networks take too long for a glance. */
    private static final int MOST_LINKS_WITH_FIGURES = 50_000;

    /** For the service loader. */
    public TextWriter() {}

    @Override
    public String id() {
        return "text";
    }

    @Override
    public String description() {
        return "A summary for a terminal: counts, figures, links and notes.";
    }

    @Override
    public String source() {
        return "defined by this class";
    }

    @Override
    public String extension() {
        return "txt";
    }

    @Override
    public void write(Topology topology, Appendable out) throws IOException {
        out.append(topology.toString()).append("\n\n");
        if (topology.links().size() <= MOST_LINKS_WITH_FIGURES) {
            figures(TopologyStatistics.of(topology), out);
        }
        Map<String, Integer> rows = new LinkedHashMap<>();
        for (int l = 0; l < topology.links().size() && rows.size() <= MOST_ROWS; l++) {
            rows.merge(row(topology, l), 1, Integer::sum);
        }
        int written = 0;
        for (Map.Entry<String, Integer> row : rows.entrySet()) {
            if (written++ == MOST_ROWS) {
                out.append("  ...\n");
                break;
            }
            String times = row.getValue() == 1 ? "" : "  (" + row.getValue() + " links)";
            out.append("  ").append(row.getKey()).append(times).append('\n');
        }
        for (TopologyNote note : topology.notes()) {
            out.append("note: ").append(note.line()).append('\n');
        }
    }

    private static void figures(TopologyStatistics s, Appendable out) throws IOException {
        String bound = s.exact() ? "" : " or more";
        if (s.parts() > 1) {
            out.append("parts        " + s.parts() + " that no link joins\n");
        }
        out.append("diameter     " + s.diameterHops() + (s.diameterHops() == 1 ? " link, " : " links, ")
                + Durations.formatNanos(rounded(s.diameterLatency().toNanos())) + bound + "\n");
        out.append("mean latency "
                + Durations.formatNanos(rounded(s.meanLatency().toNanos())) + " between hosts, one way\n");
        out.append("bisection    " + s.bisection() + " or less\n");
        if (!s.bottlenecks().isEmpty()) {
            TopologyStatistics.Bottleneck worst = s.bottlenecks().get(0);
            out.append("bottleneck   " + worst.name() + ": " + worst.pairs()
                    + (worst.pairs() == 1 ? " pair of hosts, " : " pairs of hosts, ")
                    + new Bandwidth(rounded(worst.perPair().bitsPerSecond()))
                    + " each when all send to all\n");
        }
        out.append('\n');
    }

    /** Returns {@code value} to four significant digits. */
    private static long rounded(long value) {
        return BigDecimal.valueOf(value).round(new MathContext(4)).longValue();
    }

    /** Describes link {@code l}; a single-homed host is written as any, so that equal access links make one row. */
    private static String row(Topology topology, int l) {
        Link link = topology.links().get(l);
        String bandwidth = LinkText.bandwidth(link);
        boolean isLossless = link.lossRate() == 0 && link.backwardLossRate() == 0;
        String loss = isLossless ? "" : ", loss " + LinkText.loss(link);
        String ends = end(topology, topology.arcSource(2 * l), topology.arcTarget(2 * l)) + " -- "
                + end(topology, topology.arcTarget(2 * l), topology.arcSource(2 * l));
        return ends + "  " + bandwidth + ", " + LinkText.latency(link) + loss;
    }

    private static String end(Topology topology, int node, int other) {
        boolean leaf = topology.node(node).isHost() && topology.degree(node) == 1;
        return leaf && !topology.node(other).isHost()
                ? "host"
                : topology.node(node).id();
    }
}
