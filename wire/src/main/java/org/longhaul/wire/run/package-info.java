/**
 * A scenario's methods between real processes. Who starts a run ({@link org.longhaul.wire.run.WireRunner}) opens the rendezvous and
 * says what is trained next; each process ({@link org.longhaul.wire.run.WireWorker}) trains its rank of it, step by step, and writes
 * down what took how long.
 *
 * <p>Seeds, data, order of methods, evaluations and their models are those of the simulated run.
 */
@NullMarked
package org.longhaul.wire.run;

import org.jspecify.annotations.NullMarked;
