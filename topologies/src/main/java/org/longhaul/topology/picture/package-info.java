/**
 * Pictures of networks as SVG: geographic where places are known, otherwise by site, by layer, or by force.
 *
 * <p>A package of its own because laying out is arithmetic that no reader of a topology needs. For the writer of SVG, the
 * report's map and {@code topology show}. Imports {@code topology}.
 */
@NullMarked
package org.longhaul.topology.picture;

import org.jspecify.annotations.NullMarked;
