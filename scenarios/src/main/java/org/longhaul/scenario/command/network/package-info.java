/**
 * The commands {@code network explain}, {@code compare} and {@code validate}: what a network model says of transfers,
 * why, and how it compares with what was measured.
 *
 * <p>Imports {@code command.shared} and what the simulator explains; no training.
 */
@NullMarked
package org.longhaul.scenario.command.network;

import org.jspecify.annotations.NullMarked;
