/**
 * Writers of networks, one format a class: YAML, GraphML, DOT, SVG and plain text.
 *
 * <p>Found by {@code ServiceLoader}. Imports {@code topology}, {@code picture} and {@code format}.
 */
@NullMarked
package org.longhaul.topology.format.writer;

import org.jspecify.annotations.NullMarked;
