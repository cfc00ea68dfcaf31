/**
 * The fault models, one a class: outages of links, sites and groups, crashes, slow nodes, maintenance, partitions,
 * traffic by the time of day. {@code Renewal}, {@code Samples} and {@code Windows} are the processes that they draw
 * their incidents from.
 *
 * <p>Found by {@code ServiceLoader}; each draws from random streams of its own name, so that adding one leaves the
 * others' incidents as they were. Imports {@code fault} only.
 */
@NullMarked
package org.longhaul.simulator.fault.model;

import org.jspecify.annotations.NullMarked;
