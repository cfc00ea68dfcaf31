package org.longhaul.wire.record;

/**
 * What the kernel has counted on the connections with one other member since they were opened.
 *
 * @param rank the other
 * @param sentBytes payload that left, what was sent again included
 * @param receivedBytes payload that came
 * @param retransmittedBytes payload that was sent again
 */
public record PeerBytes(int rank, long sentBytes, long receivedBytes, long retransmittedBytes) {}
