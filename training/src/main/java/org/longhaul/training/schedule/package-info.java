/** Learning-rate schedules. */
@NullMarked
package org.longhaul.training.schedule;

import org.jspecify.annotations.NullMarked;
