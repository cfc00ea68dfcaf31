/**
 * Networks of hosts, switches and links, and paths through them. Knows nothing of time or training.
 *
 * <p>{@link org.longhaul.topology.Topology#asGraph} is a network as a JGraphT graph, whose algorithms count parts and find cuts
 * here and answer more in {@code topology.graph}. Routing has trees of its own over arrays ({@code DistanceTree}): they break
 * ties by links and then by index, leave out leaves, and are grown for every target of a hundred thousand hosts; the message of
 * {@code UnreachableException} walks the same arrays, since faults throw it often.
 */
@NullMarked
package org.longhaul.topology;

import org.jspecify.annotations.NullMarked;
