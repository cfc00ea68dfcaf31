/**
 * What training did, step by step, independent of any network: recorded once and turned into the simulator's workload
 * for whatever projection a scenario asks.
 */
@NullMarked
package org.longhaul.scenario.trace;

import org.jspecify.annotations.NullMarked;
