/**
 * Services that answer requests over a network: the file ({@code InferenceScenario}), its plan, the runs of its services and what
 * is shown of them. The counterpart of a scenario of training, without training: it shares the sections of networks, faults and
 * background with it, and the simulator below.
 *
 * <p>For the command {@code infer} and for programs. {@code InferenceReader}, {@code InferencePlanner} and {@code
 * InferenceEngine} are the ways in, in this order.
 */
@NullMarked
package org.longhaul.scenario.inference;

import org.jspecify.annotations.NullMarked;
