/**
 * Congestion controls of the {@code packet} network and what they measure with: when a pipe is full, whether a policer
 * is at work, when slow start ends.
 *
 * <p>A control is one class that implements {@link org.longhaul.simulator.network.packet.control.ConnectionControl},
 * with a {@link org.longhaul.simulator.network.packet.control.CongestionControlFactory} found by {@code ServiceLoader}.
 * It hears of each acknowledgement as an {@code AckSample} and reads its sender's numbers from {@code SenderState}. It
 * knows no packets, queues or connections: imports nothing of {@code packet}.
 */
@NullMarked
package org.longhaul.simulator.network.packet.control;

import org.jspecify.annotations.NullMarked;
