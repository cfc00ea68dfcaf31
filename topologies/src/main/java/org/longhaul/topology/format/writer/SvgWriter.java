package org.longhaul.topology.format.writer;

import com.google.auto.service.AutoService;
import java.io.IOException;
import org.longhaul.topology.Topology;
import org.longhaul.topology.format.TopologyWriter;
import org.longhaul.topology.picture.TopologyPicture;

/** Writes a picture; {@link TopologyPicture} offers more, such as the use of links. */
@AutoService(TopologyWriter.class)
public final class SvgWriter implements TopologyWriter {
    /** For the service loader. */
    public SvgWriter() {}

    @Override
    public String id() {
        return "svg";
    }

    @Override
    public String description() {
        return "A picture: a map where places are known, otherwise by site, by layer or by force.";
    }

    @Override
    public String source() {
        return "https://www.w3.org/TR/SVG11/";
    }

    @Override
    public String extension() {
        return "svg";
    }

    @Override
    public void write(Topology topology, Appendable out) throws IOException {
        out.append(TopologyPicture.of(topology).toSvg());
    }
}
