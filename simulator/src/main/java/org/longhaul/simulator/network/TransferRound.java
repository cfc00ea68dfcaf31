package org.longhaul.simulator.network;

/**
 * Transfers that start together on a network that carries nothing else. Those that the network can tell apart by nothing are
 * simulated once for all of them.
 *
 * <p><b>Exactness.</b> Every transfer ends when it would end if each were sent by itself, but for the rounding of sums; bytes
 * on arcs and what connections remember are those of all transfers.
 *
 * <p>Not thread-safe: belongs to its network.
 */
public interface TransferRound {

    /**
     * Starts all transfers now. Until they are done nothing else may be sent.
     *
     * @param done told when the last byte of the last transfer has arrived
     * @throws IllegalStateException if a transfer is under way
     */
    void start(TransferListener done);
}
