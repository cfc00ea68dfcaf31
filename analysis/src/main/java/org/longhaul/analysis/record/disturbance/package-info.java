/** What disturbed a run: faults and their incidents, other jobs, background traffic. */
@NullMarked
package org.longhaul.analysis.record.disturbance;

import org.jspecify.annotations.NullMarked;
