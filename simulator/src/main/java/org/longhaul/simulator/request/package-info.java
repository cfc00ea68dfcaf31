/**
 * Requests and who answers them, as data and interfaces: what arrives ({@link org.longhaul.simulator.request.Arrivals},
 * {@link org.longhaul.simulator.request.Request}) and what a {@link org.longhaul.simulator.request.Service} does about it, one
 * continuation after the other, through its {@link org.longhaul.simulator.request.RequestContext}.
 *
 * <p>This is the vocabulary alone, for all who write services. {@code arrival} and {@code service} hold those that ship, {@code
 * run} carries requests out. A job's steps ({@code workload}) would do for one host without time-outs (a test compares
 * both), at a price: an exchange begins when all its members have come to it, so that a host needs a second worker that never
 * computes, and a step is open until all workers have left it, so that each arrival costs more the longer the queues are.
 * Imports events, random numbers and elements of faults only.
 */
@NullMarked
package org.longhaul.simulator.request;

import org.jspecify.annotations.NullMarked;
