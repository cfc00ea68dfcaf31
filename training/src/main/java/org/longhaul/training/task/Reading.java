package org.longhaul.training.task;

import java.util.function.DoubleUnaryOperator;

/**
 * A measure that models of one kind have beside those of their task.
 *
 * @param measure it as data
 * @param value its value, from the mean over all batches
 */
public record Reading(Measure measure, DoubleUnaryOperator value) {}
