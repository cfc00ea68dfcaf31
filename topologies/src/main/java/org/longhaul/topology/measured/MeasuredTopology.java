package org.longhaul.topology.measured;

import java.io.IOException;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.topology.Topology;
import org.longhaul.topology.format.writer.Remarks;
import org.longhaul.topology.format.writer.YamlWriter;
import org.longhaul.topology.unit.Bandwidth;

/**
 * A network as it was measured, and what has to be said of it.
 *
 * @param topology the network; its notes say what was inferred
 * @param remarks the comments of its file: where each value comes from
 * @param warnings what contradicts itself, was left out, or may be more than it seems
 * @param pairs what holds between every two hosts
 */
public record MeasuredTopology(Topology topology, Remarks remarks, List<String> warnings, List<Pair> pairs) {
    /** Copies the lists. */
    public MeasuredTopology {
        warnings = List.copyOf(warnings);
        pairs = List.copyOf(pairs);
    }

    /** Writes the native form, with comments; a topology like any other. */
    public void write(Appendable out) throws IOException {
        YamlWriter.write(topology, remarks, out);
    }

    /**
     * What holds between two hosts.
     *
     * @param forward from {@code from} to {@code to}
     * @param backward the other way
     * @param roundTripNanos of both ways
     * @param inferred what of it nobody measured, in words; null where all was measured
     */
    public record Pair(
            String from,
            String to,
            Bandwidth forward,
            Bandwidth backward,
            long roundTripNanos,
            @Nullable String inferred) {}
}
