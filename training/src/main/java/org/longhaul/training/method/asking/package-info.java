/**
 * Methods that ask the network: who was heard by a deadline, who is there, what has arrived. What comes next in them depends on
 * simulated time, so they are trained once for each network.
 *
 * <p>{@code DeadlineAveraging} asks once a round. A {@code ReactiveMethod} says what happens when something arrives;
 * {@code ArrivalSteps} makes steps of it. Imports the methods' own room for what a method is.
 */
@NullMarked
package org.longhaul.training.method.asking;

import org.jspecify.annotations.NullMarked;
