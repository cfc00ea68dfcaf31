/**
 * Writers of networks, one format a class: YAML, GraphML, DOT, SVG and plain text.
 *
 * <p>Apart from the readers because a writer needs pictures and no strictness. Found by {@link java.util.ServiceLoader},
 * through {@code format}. Imports {@code topology}, {@code picture} and {@code format}.
 */
@NullMarked
package org.longhaul.topology.format.writer;

import org.jspecify.annotations.NullMarked;
