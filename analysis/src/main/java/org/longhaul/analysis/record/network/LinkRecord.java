package org.longhaul.analysis.record.network;

import org.jspecify.annotations.Nullable;

/**
 * One link of the network that a run was projected onto.
 *
 * @param id the link's name, unique in the network
 * @param from node at one end
 * @param to node at the other end
 * @param forwardBitsPerSecond capacity from {@code from} to {@code to}
 * @param backwardBitsPerSecond capacity from {@code to} to {@code from}
 * @param latencyNanos one-way propagation latency from {@code from} to {@code to}
 * @param lossRate probability that a packet is lost that way, 0 to 1
 * @param dollarsPerGigabyte price of 10^9 bytes carried from {@code from} to {@code to}; null when free or unknown
 * @param backwardDollarsPerGigabyte the same the other way
 * @param backwardLatencyNanos latency the other way; null: the same
 * @param backwardLossRate loss the other way; null: the same
 */
public record LinkRecord(
        String id,
        String from,
        String to,
        long forwardBitsPerSecond,
        long backwardBitsPerSecond,
        long latencyNanos,
        double lossRate,
        @Nullable Double dollarsPerGigabyte,
        @Nullable Double backwardDollarsPerGigabyte,
        @Nullable Long backwardLatencyNanos,
        @Nullable Double backwardLossRate) {}
