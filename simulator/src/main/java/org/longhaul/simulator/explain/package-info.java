/**
 * Why a transfer takes as long as it does: the terms that add up to its time, and how network models differ on the same
 * traffic. Built on the public faces of {@code network}, {@code collective} and {@code workload}.
 */
@NullMarked
package org.longhaul.simulator.explain;

import org.jspecify.annotations.NullMarked;
