/**
 * A laboratory on one machine: hosts, switches and lines of a topology as network namespaces of Linux, for runs on a real
 * wire by those without machines.
 *
 * <p>A {@link Laboratory} is built from a {@link LabFile}. Rates and queues are the kernel's ({@code tbf}); propagation delay
 * and loss are ours, between two TAP devices, since not every kernel has {@code netem}. Nothing is left behind: a watchdog
 * removes everything when its owner is gone, however it went.
 */
@NullMarked
package org.longhaul.wire.lab;

import org.jspecify.annotations.NullMarked;
