/** The command line: one class a command, and what they share. Prints; decides nothing. */
@NullMarked
package org.longhaul.scenario.command;

import org.jspecify.annotations.NullMarked;
