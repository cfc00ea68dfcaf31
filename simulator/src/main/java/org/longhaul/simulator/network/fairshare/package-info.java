/**
 * The max-min solver: weighted fair rates of flows over links. {@link org.longhaul.simulator.network.fairshare.FairShare} is
 * the way in; it knows nothing of time, topologies or TCP, so that it can be read, tested and benchmarked alone.
 *
 * <p><b>An example.</b> Three links A, B and C with the capacities 10, 6 and 8, and four flows of weight 1:
 *
 * <pre>{@code
 *   A:  x1 + x2           <= 10
 *   B:  x1      + x3      <=  6
 *   C:            x3 + x4 <=  8
 * }</pre>
 *
 * <p>Raise all rates together from 0. B is full first, at 3: it is the bottleneck of x1 and x3. A then has 7 left for x2
 * and C has 5 left for x4. The allocation is (3, 7, 3, 5), and no flow can have more without taking from one that has no more
 * than itself. The levels of the links are A 7, B 3 and C 5.
 *
 * <p>Now B's capacity becomes 12. Nothing is computed from nothing: B may rise to 6, with x1 = x3 = 6. That leaves A 4 for x2
 * and C 2 for x4, less than x1 and x3 have there. So C takes over x3 (x3 = x4 = 4), A takes over x1 (x1 = x2 = 5), and B, now
 * with 9 of 12, binds no flow. The allocation is (5, 5, 4, 4). Had x4 a cap of 1, C would leave 7 for x3: A fills at 5 all the
 * same, and B with 5 + 7 = 12 is just full.
 *
 * <p>A weight says how many flows of weight 1 a flow counts for; a level is a rate divided by the weight.
 *
 * <p>Classes: {@code FlowGraph} holds flows, links and the present allocation; {@code FillingPass} brings it up to date with
 * the help of {@code LinkSums} (what each link carries), {@code LikelyBottlenecks} (a first guess for new flows), {@code
 * LinkActivity} (links that cannot bind are left out) and {@code PassChanges} (what the listener is told).
 *
 * <p>Arrays that grow by hand, and a heap over them, in place of fastutil's lists: the solver reads several of them under one
 * index in its innermost loops. Elsewhere in the simulator lists are fastutil's.
 *
 * <p>For {@code org.longhaul.simulator.network} and its sub-packages only. Imports nothing of the simulator.
 */
@NullMarked
package org.longhaul.simulator.network.fairshare;

import org.jspecify.annotations.NullMarked;
