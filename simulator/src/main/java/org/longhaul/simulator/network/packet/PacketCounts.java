package org.longhaul.simulator.network.packet;

/**
 * Where a network's packets went: {@code sent = delivered + queueDrops + wireLosses + underWay} at all times.
 *
 * @param sent packets that senders and receivers put into the network, with acknowledgements and retransmissions
 * @param delivered packets that reached the end of their path
 * @param queueDrops packets dropped by queues
 * @param wireLosses packets lost on wires
 * @param underWay packets that wait or travel now
 */
public record PacketCounts(long sent, long delivered, long queueDrops, long wireLosses, long underWay) {}
