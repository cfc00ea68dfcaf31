/**
 * A network from what people measure: reports of {@code iperf3}, output of {@code ping}, matrices as CSV. One class reads
 * each form into {@code MeasuredValues}; {@code Lines} chooses among them and infers what nobody measured; what came how is
 * said in the file that is written. {@link org.longhaul.topology.measured.Measurements} is the door.
 */
@NullMarked
package org.longhaul.topology.measured;

import org.jspecify.annotations.NullMarked;
