/**
 * What graph theory says of a network: the links and nodes whose loss splits it, alternative and disjoint paths, and spanning
 * trees. The algorithms are JGraphT's, over the graphs that {@code Topology} and {@code LinkGraph} hand out; minimum cuts are
 * {@link org.longhaul.topology.MinimumCut}. Imports {@code topology} and its units.
 */
@NullMarked
package org.longhaul.topology.graph;

import org.jspecify.annotations.NullMarked;
