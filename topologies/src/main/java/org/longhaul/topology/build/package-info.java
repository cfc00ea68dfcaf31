/**
 * Regular networks made from a few numbers. Each builder is one class: its settings record, its wiring, its source.
 *
 * <p>A package of its own because builders use the public face of a topology as users do: a new one needs no other edit,
 * since it is found through {@link java.util.ServiceLoader}. For scenarios, and {@code Topologies} for code. Imports
 * {@code topology} and its units.
 */
@NullMarked
package org.longhaul.topology.build;

import org.jspecify.annotations.NullMarked;
