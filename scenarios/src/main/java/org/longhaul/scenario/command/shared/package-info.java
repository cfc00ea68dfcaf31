/**
 * What several commands share: exit codes, how errors are printed, the terminal, and how a network or a figure is named
 * on the command line. Imports no command.
 */
@NullMarked
package org.longhaul.scenario.command.shared;

import org.jspecify.annotations.NullMarked;
