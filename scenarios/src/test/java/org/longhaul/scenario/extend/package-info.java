/** What a user adds: one class for each new thing, of test sources alone, in a scenario that runs. */
@NullMarked
package org.longhaul.scenario.extend;

import org.jspecify.annotations.NullMarked;
