/**
 * Files that hold networks. Each format is one class, found through {@link java.util.ServiceLoader}; a reader either returns
 * a checked topology or throws one {@link org.longhaul.topology.format.TopologyFormatException} that names file, line and
 * field.
 */
@NullMarked
package org.longhaul.topology.format;

import org.jspecify.annotations.NullMarked;
