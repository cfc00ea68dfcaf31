/**
 * Carries requests out: {@code RequestRun} is the way in, {@code RequestOutcome} what comes of it. It shares the event loop,
 * the networks, the faults and the other traffic with the runs of jobs; only who acts when is another.
 *
 * <p>For whoever runs services. Imports {@code request} and {@code workload.run}, whose surroundings it uses.
 */
@NullMarked
package org.longhaul.simulator.request.run;

import org.jspecify.annotations.NullMarked;
