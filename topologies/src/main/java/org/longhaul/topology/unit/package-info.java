/**
 * Quantities with units: bandwidth, data size, duration, floating-point rate. Parsing is exact (no binary fractions on the
 * way), refuses bare numbers and ambiguous spellings, and the printed form parses back to the same value.
 *
 * <p>The lowest package of the module, so that a number without a unit appears nowhere above it. For every module that
 * imports topologies. Imports nothing of Longhaul but the extension of forms.
 */
@NullMarked
package org.longhaul.topology.unit;

import org.jspecify.annotations.NullMarked;
