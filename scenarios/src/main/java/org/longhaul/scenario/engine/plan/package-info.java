/**
 * What is going to be run, complete and checked: {@link org.longhaul.scenario.engine.plan.RunPlan} with a plan for each
 * method, its training, disturbances and competing jobs; and the words in which plans are told.
 *
 * <p>Imports {@code engine.workload} only. Plans are made in {@code engine.planner}.
 */
@NullMarked
package org.longhaul.scenario.engine.plan;

import org.jspecify.annotations.NullMarked;
