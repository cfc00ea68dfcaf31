/**
 * Why a transfer takes as long as it does: the terms that add up to its time, and how network models differ on the same
 * traffic.
 *
 * <p>The top of the simulator: it runs models beside each other, and no model knows that it is explained. For the commands
 * {@code network explain} and {@code compare}, and for what a run says of its network. Imports the public faces of {@code
 * network}, {@code collective} and {@code workload}, and the validation.
 */
@NullMarked
package org.longhaul.simulator.explain;

import org.jspecify.annotations.NullMarked;
