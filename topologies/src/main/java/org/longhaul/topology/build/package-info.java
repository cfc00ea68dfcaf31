/**
 * Regular networks made from a few numbers. Each builder is one class: its settings record, its wiring, its source; a new
 * one needs no other edit, since builders are found through {@link java.util.ServiceLoader}.
 */
@NullMarked
package org.longhaul.topology.build;

import org.jspecify.annotations.NullMarked;
