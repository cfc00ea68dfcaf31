/**
 * What each sample of a training batch counts for: weights that are found between the forward and the backward pass, or samples that
 * are chosen before training.
 *
 * <p>Above communication, since anchors may be summed over workers; below replicas, which carry it out beneath whatever method
 * trains. For scenarios and for replicas. What is computed through a {@link org.longhaul.training.weighting.WeighedWorker} is counted
 * and charged.
 */
@NullMarked
package org.longhaul.training.weighting;

import org.jspecify.annotations.NullMarked;
