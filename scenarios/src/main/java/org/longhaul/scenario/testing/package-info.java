/**
 * Claims about methods as tests of a build: run a scenario, then say what each method must send and when it must reach a loss.
 * Needs no test framework; what does not hold is an {@link AssertionError}.
 */
@NullMarked
package org.longhaul.scenario.testing;

import org.jspecify.annotations.NullMarked;
