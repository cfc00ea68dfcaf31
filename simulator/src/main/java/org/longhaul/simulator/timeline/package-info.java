/**
 * Spans of simulated time: who did what from when to when, and how many of them are kept.
 *
 * <p>A package below all that is simulated, so that everything can report to it and nothing needs to know who listens.
 * For workloads and their listeners. Imports nothing.
 */
@NullMarked
package org.longhaul.simulator.timeline;

import org.jspecify.annotations.NullMarked;
