/**
 * Collective communication: algorithms that expand an exchange to transfers, their closed forms, and the choice among
 * them. The algorithms are in {@code algorithm}, libraries in {@code library}; {@code execution} carries plans out. May import
 * {@code org.longhaul.topology} and {@code network.estimate}.
 *
 * <p>To add an algorithm, write one class that implements {@link org.longhaul.simulator.collective.Collective}, with its
 * settings as a nested record and a nested {@link org.longhaul.simulator.collective.CollectiveFactory} that carries
 * {@code @AutoService}; {@code algorithm.Ring} is the pattern. The contract tests run over it without being told.
 */
@NullMarked
package org.longhaul.simulator.collective;

import org.jspecify.annotations.NullMarked;
