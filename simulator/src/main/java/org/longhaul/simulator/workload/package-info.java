/**
 * What workers do, as data: a {@link org.longhaul.simulator.workload.Step} is a list of operations (compute, begin an
 * exchange, await one), each exchange an {@code ExchangeSpec}; a {@code WorkloadSource} hands out steps one after the
 * other, and a {@code RunLengthTrace} repeats what was recorded.
 *
 * <p>This is the vocabulary alone. {@code run} carries a workload out over a network ({@code WorkloadExecutor} is the
 * way in), {@code execution} holds the state of workers, steps and exchanges meanwhile, and {@code result} what comes
 * of it. The engine of the scenarios builds steps from this package. Imports {@code collective} only.
 */
@NullMarked
package org.longhaul.simulator.workload;

import org.jspecify.annotations.NullMarked;
