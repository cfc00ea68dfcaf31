/**
 * Files that hold networks. Each format is one class, found through {@link java.util.ServiceLoader}; a reader either
 * returns a checked topology or throws one {@link org.longhaul.topology.format.TopologyFormatException} that names file,
 * line and field.
 *
 * <p>A package of its own so that reading is strict in one place and topologies know no file. For scenarios and commands;
 * formats of libraries ({@code simgrid}, {@code sndlib}) and writers are packages above it. Imports {@code topology} and
 * its units.
 */
@NullMarked
package org.longhaul.topology.format;

import org.jspecify.annotations.NullMarked;
