/**
 * The commands {@code network explain}, {@code compare} and {@code validate}: what a network model says of transfers, why,
 * and how it compares with what was measured.
 *
 * <p>Apart from the other commands because they run no training: a network answers at once. For {@code scenario.command}.
 * Imports {@code command.shared} and what the simulator explains.
 */
@NullMarked
package org.longhaul.scenario.command.network;

import org.jspecify.annotations.NullMarked;
