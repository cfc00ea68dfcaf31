/**
 * Plans: which network, method and periods meet a target, and at which price. Points are answered by replaying recorded runs, or
 * by the methods' schedules without training anything.
 *
 * <p>{@link org.longhaul.study.plan.Planning} is the way in.
 */
@NullMarked
package org.longhaul.study.plan;

import org.jspecify.annotations.NullMarked;
