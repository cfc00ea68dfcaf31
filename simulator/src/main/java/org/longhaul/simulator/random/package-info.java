/** Random variables of durations and sizes, as settings and as samplers. Imports nothing of Longhaul but units. */
@NullMarked
package org.longhaul.simulator.random;

import org.jspecify.annotations.NullMarked;
