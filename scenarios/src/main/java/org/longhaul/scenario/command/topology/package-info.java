/**
 * The commands {@code topology show}, {@code stats}, {@code paths}, {@code cut}, {@code weak}, {@code tree} and {@code
 * convert}.
 *
 * <p>Apart from the other commands because they need nothing but a network: no simulator, no training. For {@code
 * scenario.command}. Imports {@code command.shared} and the topologies.
 */
@NullMarked
package org.longhaul.scenario.command.topology;

import org.jspecify.annotations.NullMarked;
