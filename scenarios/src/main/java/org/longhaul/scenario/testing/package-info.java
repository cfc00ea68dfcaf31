/**
 * Claims about methods as tests of a build: run a scenario, then say what each method must send and when it must reach a
 * loss.
 *
 * <p>A package of its own because its users are tests of other projects; nothing in the program imports it. Needs no test
 * framework: what does not hold is an {@link AssertionError}. Imports the engine and the analysis.
 */
@NullMarked
package org.longhaul.scenario.testing;

import org.jspecify.annotations.NullMarked;
