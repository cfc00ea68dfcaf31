package org.longhaul.simulator.network.packet.queue;

/** First in, first out, with a limit in bytes: what does not fit is dropped. */
public final class DropTail implements QueueDiscipline {

    private long limitBytes;

    public DropTail(long limitBytes) {
        this.limitBytes = limitBytes;
    }

    @Override
    public boolean admits(long nowNanos, long waitingBytes, int packetBytes) {
        return waitingBytes + packetBytes <= limitBytes;
    }

    @Override
    public void limitBytes(long limit) {
        limitBytes = limit;
    }
}
