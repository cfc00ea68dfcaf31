/**
 * Training with labels at the server alone: the server trains on the few examples that have some, and clients on what the received
 * model takes theirs to be.
 *
 * <p>A package of its own because these methods say what a server and a client train on, while rounds, exchanges and time are those of
 * {@code round}. Imports {@code round}, {@code augmentation} and what lies below them.
 */
@NullMarked
package org.longhaul.training.method.semisupervised;

import org.jspecify.annotations.NullMarked;
