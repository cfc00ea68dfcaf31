package org.longhaul.simulator.network.packet.queue;

/** Which packets a queue drops; one instance belongs to one queue. */
public interface QueueDiscipline {

    /**
     * Whether an arriving packet may join the queue.
     *
     * @param nowNanos the present time
     * @param waitingBytes bytes in the queue, without the packet in transmission
     * @param packetBytes size of the arriving packet
     */
    boolean admits(long nowNanos, long waitingBytes, int packetBytes);

    /** Whether packets may also be dropped when they leave, so that their service times are not known on arrival. */
    default boolean decidesOnDeparture() {
        return false;
    }

    /**
     * Whether the packet at the head is dropped instead of transmitted; asked only if {@link #decidesOnDeparture()}.
     *
     * @param nowNanos the present time
     * @param sojournNanos how long it waited
     * @param waitingBytes bytes in the queue behind it
     */
    default boolean dropsOnDeparture(long nowNanos, long sojournNanos, long waitingBytes) {
        return false;
    }

    /** The rate at which the queue is emptied, from now on. */
    default void bitsPerSecond(long bitsPerSecond) {}

    /** The most bytes that may wait; may grow while connections are opened. */
    void limitBytes(long limitBytes);
}
