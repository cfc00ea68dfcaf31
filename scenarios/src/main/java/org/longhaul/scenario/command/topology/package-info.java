/**
 * The commands {@code topology show}, {@code stats}, {@code paths}, {@code cut}, {@code weak}, {@code tree} and
 * {@code convert}. Imports {@code command.shared} and the topologies.
 */
@NullMarked
package org.longhaul.scenario.command.topology;

import org.jspecify.annotations.NullMarked;
