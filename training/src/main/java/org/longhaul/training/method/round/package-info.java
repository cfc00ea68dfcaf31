/**
 * Rounds of local updates as compositions (local solver, schedule of exchanges, server optimizer, who takes part, codec),
 * and the published methods that are presets of them.
 *
 * <p>A package of its own so that what papers share is written once: a method of a paper is a composition with a name.
 * Users compose by {@link org.longhaul.training.method.round.RoundPreset}; otherwise methods are found by {@link
 * java.util.ServiceLoader}. Imports {@code method}, {@code method.server}, replicas and the communicator.
 */
@NullMarked
package org.longhaul.training.method.round;

import org.jspecify.annotations.NullMarked;
