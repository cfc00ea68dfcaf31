/**
 * Collective communication: algorithms that expand an exchange to transfers, their closed forms, and the choice among
 * them. May import {@code org.longhaul.topology}, {@code event} and {@code network}.
 *
 * <p>To add an algorithm, write one class that implements {@link org.longhaul.simulator.collective.Collective}, with its
 * settings as a nested record and a nested {@link org.longhaul.simulator.collective.CollectiveFactory} that carries
 * {@code @AutoService}; {@code Ring} is the pattern. The contract tests run over it without being told.
 */
@NullMarked
package org.longhaul.simulator.collective;

import org.jspecify.annotations.NullMarked;
