/**
 * What happens to packets at an output: which are dropped or marked while they wait ({@link
 * org.longhaul.simulator.network.packet.queue.QueueDiscipline} and its kinds), which are lost on the wire ({@code
 * LossProcess}), how their time varies ({@code Jitter}).
 *
 * <p>These classes decide; {@code packet} moves the packets. Imports nothing of {@code packet}.
 */
@NullMarked
package org.longhaul.simulator.network.packet.queue;

import org.jspecify.annotations.NullMarked;
