/**
 * The commands that make, go on with, list and report runs: {@code run}, {@code resume}, {@code runs}, {@code report};
 * with progress on the console, signals, and the folder of runs.
 *
 * <p>Apart from the other commands because these alone train and leave something behind. For {@code scenario.command}.
 * Imports {@code command.shared}, the engine and the analysis.
 */
@NullMarked
package org.longhaul.scenario.command.run;

import org.jspecify.annotations.NullMarked;
