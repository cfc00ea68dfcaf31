/**
 * The command line: one class a command. {@link org.longhaul.scenario.command.Longhaul} lists the commands; those of
 * networks, topologies, claims and runs are in sub-packages, and what they share is in {@code shared}.
 *
 * <p>The top of the program, so that nothing below knows of a terminal: commands print and decide nothing. The launcher
 * comes in by {@code Longhaul} alone; users add commands by {@link org.longhaul.scenario.command.shared.UserCommand}.
 * Imports whatever is below.
 */
@NullMarked
package org.longhaul.scenario.command;

import org.jspecify.annotations.NullMarked;
