/**
 * What is told and kept of a job while it runs: times by worker and the run's fingerprint, spans for the time line, and the
 * outcomes of steps, so that equal ones can be told again without being simulated.
 *
 * <p>A package of its own because nothing here decides what happens next. For {@code workload.execution} alone. Imports the
 * job's clock, {@code workload} and {@code workload.result}.
 */
@NullMarked
package org.longhaul.simulator.workload.account;

import org.jspecify.annotations.NullMarked;
