/**
 * Platform files of SimGrid: zones, clusters, fat trees, dragonflies and tori, stars, and coordinates of Vivaldi become
 * one topology with fixed routes.
 *
 * <p>{@code SimgridReader} is found by {@code ServiceLoader}. Imports {@code topology}, its builders, and {@code
 * format} for what readers share.
 */
@NullMarked
package org.longhaul.topology.format.simgrid;

import org.jspecify.annotations.NullMarked;
