package org.longhaul.topology.format;

import java.io.IOException;
import java.io.Reader;
import java.util.List;
import org.longhaul.topology.Topology;

/** Extension point: a file format that can be read. Implementations are stateless and open nothing but the given text. */
public interface TopologyReader {
    /** Returns the name of the format, in lower-kebab-case. */
    String id();

    /** Returns one sentence on what is read. */
    String description();

    /** Returns the definition of the format. */
    String source();

    /** Returns the usual endings of file names, without a dot, in lower case. */
    List<String> extensions();

    /**
     * Whether a file is likely to be of this format; asked only when its ending fits several formats or none.
     *
     * @param head the first characters of the file
     */
    boolean recognises(String head);

    /**
     * Returns the topology in {@code text}.
     *
     * @param fileName for messages, and for the name of a topology that does not state one
     * @throws TopologyFormatException if the text does not hold a valid one
     * @throws IOException if {@code text} cannot be read
     */
    Topology read(Reader text, String fileName) throws IOException;
}
