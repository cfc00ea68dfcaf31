/**
 * How long workers compute: stated step times, device profiles, stragglers.
 *
 * <p>A package of its own because times of computing are known before anything is simulated and depend on no network.
 * Profiles are lines of {@code devices.txt}. For workloads and plans. Imports random streams only.
 */
@NullMarked
package org.longhaul.simulator.compute;

import org.jspecify.annotations.NullMarked;
