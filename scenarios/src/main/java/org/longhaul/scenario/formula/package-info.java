/**
 * Models of papers in closed form or small enough to be one: what they say a method costs, without a run. Each is one class
 * found by {@link java.util.ServiceLoader}; what the simulator computes itself is not computed here a second time.
 */
@NullMarked
package org.longhaul.scenario.formula;

import org.jspecify.annotations.NullMarked;
