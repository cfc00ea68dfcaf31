/**
 * Traffic of others that shares a network with a job by the network's own rules: {@link
 * org.longhaul.simulator.traffic.TrafficModel traffic models} send transfers between hosts while a run lasts.
 */
@NullMarked
package org.longhaul.simulator.traffic;

import org.jspecify.annotations.NullMarked;
