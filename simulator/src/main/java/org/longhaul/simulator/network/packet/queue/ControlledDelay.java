package org.longhaul.simulator.network.packet.queue;

/**
 * Controlled delay (CoDel): drops at the head once packets have waited longer than 5 ms for 100 ms, and ever faster
 * until they no longer do.
 *
 * @see <a href="https://www.rfc-editor.org/rfc/rfc8289">RFC 8289, Controlled Delay Active Queue Management, section 5</a>
 */
public final class ControlledDelay implements QueueDiscipline {

    private static final long TARGET_NANOS = 5_000_000;
    private static final long INTERVAL_NANOS = 100_000_000;

    private final int fullPacketBytes;
    private long limitBytes;
    private long firstAboveNanos;
    private long dropNextNanos;
    private int count;
    private int lastCount;
    private boolean dropping;

    public ControlledDelay(long limitBytes, int fullPacketBytes) {
        this.limitBytes = limitBytes;
        this.fullPacketBytes = fullPacketBytes;
    }

    @Override
    public boolean admits(long nowNanos, long waitingBytes, int packetBytes) {
        return waitingBytes + packetBytes <= limitBytes;
    }

    @Override
    public boolean decidesOnDeparture() {
        return true;
    }

    @Override
    public boolean dropsOnDeparture(long nowNanos, long sojournNanos, long waitingBytes) {
        boolean tooLong = stoodTooLong(nowNanos, sojournNanos, waitingBytes);
        if (dropping) {
            if (!tooLong) {
                dropping = false;
                return false;
            }
            if (nowNanos < dropNextNanos) {
                return false;
            }
            count++;
            dropNextNanos = controlLaw(dropNextNanos);
            return true;
        }
        if (!tooLong) {
            return false;
        }
        dropping = true;
        // Resume near the rate that last controlled the queue if that was not long ago.
        int delta = count - lastCount;
        count = delta > 1 && nowNanos - dropNextNanos < 16 * INTERVAL_NANOS ? delta : 1;
        dropNextNanos = controlLaw(nowNanos);
        lastCount = count;
        return true;
    }

    private boolean stoodTooLong(long nowNanos, long sojournNanos, long waitingBytes) {
        if (sojournNanos < TARGET_NANOS || waitingBytes <= fullPacketBytes) {
            firstAboveNanos = 0;
            return false;
        }
        if (firstAboveNanos == 0) {
            firstAboveNanos = nowNanos + INTERVAL_NANOS;
            return false;
        }
        return nowNanos >= firstAboveNanos;
    }

    private long controlLaw(long fromNanos) {
        return fromNanos + (long) (INTERVAL_NANOS / Math.sqrt(count));
    }

    @Override
    public void limitBytes(long limit) {
        limitBytes = limit;
    }
}
