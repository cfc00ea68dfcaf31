/**
 * All modules together: the class path that the script {@code longhaul} starts the program with, and the rules that hold across
 * modules. It has no classes of its own; commands of {@code studies} and {@code wire} are found as services.
 */
@NullMarked
package org.longhaul.launcher;

import org.jspecify.annotations.NullMarked;
