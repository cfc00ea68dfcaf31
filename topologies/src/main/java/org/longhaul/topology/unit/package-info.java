/**
 * Quantities with units: bandwidth, data size, duration, floating-point rate. Parsing is exact (no binary fractions on
 * the way), refuses bare numbers and ambiguous spellings, and the printed form parses back to the same value.
 */
@NullMarked
package org.longhaul.topology.unit;

import org.jspecify.annotations.NullMarked;
