/** Collective communication: algorithms that expand an exchange to transfers, their closed forms, and the choice among them. */
@NullMarked
package org.longhaul.simulator.collective;

import org.jspecify.annotations.NullMarked;
