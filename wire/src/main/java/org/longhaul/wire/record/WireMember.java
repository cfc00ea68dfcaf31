package org.longhaul.wire.record;

import org.jspecify.annotations.Nullable;

/**
 * One process of the run.
 *
 * @param rank a worker's rank, or a server's after them
 * @param node id of its host in the measured topology
 * @param host name of the machine
 * @param address where the others reach it
 * @param cores processors that the process may use
 * @param cpu name of the processor as its system gives it
 * @param kernel what the system says of its TCP; null where it cannot be read
 */
public record WireMember(
        int rank, String node, String host, String address, int cores, String cpu, @Nullable KernelFacts kernel) {}
