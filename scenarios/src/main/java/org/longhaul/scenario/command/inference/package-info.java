/** The command about services: {@code infer}. For the program alone. */
@NullMarked
package org.longhaul.scenario.command.inference;

import org.jspecify.annotations.NullMarked;
