/** Rounds of local updates as compositions, and the published methods that are presets of them. */
@NullMarked
package org.longhaul.training.method.round;

import org.jspecify.annotations.NullMarked;
