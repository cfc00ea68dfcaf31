/**
 * The network of a run, what each exchange came to and what the links carried.
 *
 * <p>A package of its own because tables, report and store show the network without knowing methods or measures. The
 * engine fills it; the rest of the analysis reads it. Numbers and names alone: it imports nothing of the module.
 */
@NullMarked
package org.longhaul.analysis.record.network;

import org.jspecify.annotations.NullMarked;
