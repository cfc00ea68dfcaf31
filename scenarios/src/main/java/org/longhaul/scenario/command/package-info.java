/**
 * The command line: one class a command. Prints; decides nothing. {@link org.longhaul.scenario.command.Longhaul} lists the
 * commands; those of networks, topologies and runs are in sub-packages, and what they share is in {@code shared}.
 */
@NullMarked
package org.longhaul.scenario.command;

import org.jspecify.annotations.NullMarked;
