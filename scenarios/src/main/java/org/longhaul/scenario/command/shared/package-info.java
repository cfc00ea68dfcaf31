/**
 * What several commands share: exit codes, how errors are printed, the terminal, and how a network or a figure is named on
 * the command line; and the extension point for commands of users.
 *
 * <p>Below the commands, so that none of them imports another. For the packages of commands. Imports scenarios and the
 * engine's plans, and no command.
 */
@NullMarked
package org.longhaul.scenario.command.shared;

import org.jspecify.annotations.NullMarked;
