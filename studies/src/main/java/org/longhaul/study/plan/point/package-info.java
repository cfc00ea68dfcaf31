/**
 * Where the figures of a plan's points come from: replays of recorded runs, and schedules of methods that are followed without
 * training.
 */
@NullMarked
package org.longhaul.study.plan.point;

import org.jspecify.annotations.NullMarked;
