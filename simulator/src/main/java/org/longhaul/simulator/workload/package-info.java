/** What the workers of a training job do, step by step, and its execution on a simulated network. */
@NullMarked
package org.longhaul.simulator.workload;

import org.jspecify.annotations.NullMarked;
