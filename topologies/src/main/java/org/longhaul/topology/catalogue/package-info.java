/**
 * Networks that ship with the program, each a resource in the native form with its sources in its notes.
 *
 * <p>A package of its own because data with sources are neither builders nor formats. For scenarios and the commands that
 * name networks. Imports {@code topology.format}.
 */
@NullMarked
package org.longhaul.topology.catalogue;

import org.jspecify.annotations.NullMarked;
