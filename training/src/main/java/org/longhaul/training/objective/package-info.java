/**
 * What a client minimises in a round of its own, where that is more than the loss of its batches, and what it does before and
 * after its steps.
 *
 * <p>Above models and batches, below replicas, which carry it out. For methods. What is computed through a {@link
 * org.longhaul.training.objective.ClientRound} is counted and charged.
 */
@NullMarked
package org.longhaul.training.objective;

import org.jspecify.annotations.NullMarked;
