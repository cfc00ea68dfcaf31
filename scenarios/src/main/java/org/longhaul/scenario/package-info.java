/**
 * Scenarios: what a user asks for, as validated records. The packages below read the file, couple training and simulator,
 * keep a run on disk and offer it all on the command line. May import every other module; nothing imports this one.
 */
@NullMarked
package org.longhaul.scenario;

import org.jspecify.annotations.NullMarked;
