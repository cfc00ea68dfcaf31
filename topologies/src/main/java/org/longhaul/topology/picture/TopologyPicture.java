package org.longhaul.topology.picture;

import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyException;

/**
 * A picture of a topology as one self-contained SVG element, which loads nothing and holds no script.
 *
 * <p>Hosts of one switch, and sites on a map, are gathered into one mark where they are many; a network too large to draw
 * gives a summary. With utilisations, each direction of a link is a line whose width and colour show its use. Immutable;
 * each method returns a changed copy.
 */
public final class TopologyPicture {
    private final Topology topology;
    private final int width;
    private final int height;
    private final String title;
    private final double @Nullable [] utilisation;

    private TopologyPicture(Topology topology, int width, int height, String title, double @Nullable [] utilisation) {
        this.topology = topology;
        this.width = width;
        this.height = height;
        this.title = title;
        this.utilisation = utilisation;
    }

    /** Returns a picture 960 pixels wide and as high as its content needs, titled with the topology's name. */
    public static TopologyPicture of(Topology topology) {
        return new TopologyPicture(topology, 960, 0, topology.name(), null);
    }

    /**
     * Sets the size of the canvas.
     *
     * @param newWidth pixels, 320 to 10,000
     * @param newHeight pixels, 240 to 10,000
     */
    public TopologyPicture size(int newWidth, int newHeight) {
        if (newWidth < 320 || newWidth > 10_000 || newHeight < 240 || newHeight > 10_000) {
            throw new TopologyException(
                    "picture size is " + newWidth + " x " + newHeight + "; allowed: 320 x 240 to 10000 x 10000");
        }
        return new TopologyPicture(topology, newWidth, newHeight, title, utilisation);
    }

    /** Sets the title; an empty one is not drawn. */
    public TopologyPicture title(String newTitle) {
        return new TopologyPicture(topology, width, height, newTitle, utilisation);
    }

    /**
     * Shows the use of links.
     *
     * @param perArc one number an arc: mean rate over capacity, not negative; drawn like 1 above 1
     */
    public TopologyPicture utilisation(double[] perArc) {
        if (perArc.length != topology.arcCount()) {
            throw new TopologyException("utilisation has " + perArc.length + " entries; allowed: one for each of the "
                    + topology.arcCount() + " arcs");
        }
        for (int arc = 0; arc < perArc.length; arc++) {
            if (!(perArc[arc] >= 0)) {
                throw new TopologyException("utilisation of " + topology.arcName(arc) + " is "
                        + PlainNumber.of(perArc[arc]) + "; allowed: not negative");
            }
        }
        return new TopologyPicture(topology, width, height, title, perArc.clone());
    }

    /** Returns the SVG element as text. */
    public String toSvg() {
        return new Painter(topology, width, height, title, utilisation).paint();
    }
}
