/**
 * Which clients take part in a round of federated training, and the federation's tree of groups.
 *
 * <p>A package of its own because who takes part is decided by the round's number and the seed, whatever the method does.
 * For replicas, methods and the engine; users add a way to choose by one class. Imports nothing of training.
 */
@NullMarked
package org.longhaul.training.participation;

import org.jspecify.annotations.NullMarked;
