/**
 * What disturbed a run: faults with their incidents and costs, transfers that were tried again, other jobs, background
 * traffic.
 *
 * <p>A package of its own because most runs have none of it. The engine fills it from what the simulator says has
 * happened; tables, report, store and time line read it. Imports nothing of the module.
 */
@NullMarked
package org.longhaul.analysis.record.disturbance;

import org.jspecify.annotations.NullMarked;
