/**
 * What a wire run took, and what the simulator makes of the same steps on the same network.
 *
 * <p>A {@link org.longhaul.wire.projection.MeasuredUnit} puts the members' steps together: corrected clocks split each exchange into
 * waiting for the last member to come and exchanging. The {@link org.longhaul.wire.projection.Projector} trains the same methods in
 * one process, which gives the losses to compare with, and simulates their steps on the measured network with the measured compute
 * time of every worker and step. What is then left between the two is the network's.
 *
 * <p>A package of its own because comparisons and calibration both stand on it.
 */
@NullMarked
package org.longhaul.wire.projection;

import org.jspecify.annotations.NullMarked;
