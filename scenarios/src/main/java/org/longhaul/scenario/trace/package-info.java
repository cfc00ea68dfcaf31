/**
 * What training did, step by step, independent of any network: recorded once and turned into the simulator's workload for
 * whatever projection a scenario asks.
 *
 * <p>A package of its own because a trace outlives its run: checkpoints, replays and projections read what the trainer
 * wrote. For the engine and for runs on disk. Imports the events of training; no simulator.
 */
@NullMarked
package org.longhaul.scenario.trace;

import org.jspecify.annotations.NullMarked;
