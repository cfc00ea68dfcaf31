package org.longhaul.topology.format;

import java.io.IOException;
import org.longhaul.topology.Topology;

/** Extension point: a file format that can be written. Implementations are stateless; equal topologies give equal text. */
public interface TopologyWriter {
    /** Returns the name of the format, in lower-kebab-case. */
    String id();

    /** Returns one sentence on what is written. */
    String description();

    /** Returns the definition of the format. */
    String source();

    /** Returns the usual ending of a file name, without a dot. */
    String extension();

    /**
     * Appends {@code topology} to {@code out}.
     *
     * @throws IOException if {@code out} cannot be written
     */
    void write(Topology topology, Appendable out) throws IOException;
}
