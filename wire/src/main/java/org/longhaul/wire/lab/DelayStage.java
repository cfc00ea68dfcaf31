package org.longhaul.wire.lab;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * One direction of a line in user space: each packet that one TAP device sends is written to another one a constant time
 * later, or lost. For as long as the program runs.
 *
 * <p>Two threads: the one stamps packets as they come and draws losses, the other waits for the first packet's time. A
 * packet's lateness is the time from when it is due until it has been written; it may be negative by some microseconds.
 */
final class DelayStage {
    private static final int WAKE_MILLIS = 200;
    /** A packet may be written so much before it is due: as much as a wake-up is uncertain by. */
    private static final long EARLIEST_NANOS = 20_000;
    /** Weight of a wake-up in the mean of how late they are. */
    private static final double WEIGHT = 1 / 64.0;
    /** More than this says that the machine was busy, not how late wake-ups are. */
    private static final long LATE_NANOS = 300_000;

    private final int from;
    private final int to;
    private final long delayNanos;
    private final double lossRate;
    private final SplittableRandom random;
    private final PacketRing ring;
    private final StageCounter counter = new StageCounter();
    private final Thread reader;
    private final Thread writer;
    private volatile boolean idle;

    /**
     * @param from descriptor of the device whose packets are read
     * @param to descriptor of the device that they are written to
     * @param lossRate probability that a packet is lost, in [0, 1)
     * @param seed of the losses
     * @param ringBytes room for packets under way
     */
    DelayStage(int from, int to, long delayNanos, double lossRate, long seed, long ringBytes) {
        this.from = from;
        this.to = to;
        this.delayNanos = delayNanos;
        this.lossRate = lossRate;
        this.random = new SplittableRandom(seed);
        this.ring = new PacketRing(ringBytes);
        this.reader = daemon("read", this::read);
        this.writer = daemon("write", this::write);
    }

    private Thread daemon(String what, Runnable work) {
        Thread thread = new Thread(work, what);
        thread.setDaemon(true);
        return thread;
    }

    void start() {
        writer.start();
        reader.start();
    }

    /** What has passed so far, as a line that {@link StageCounts#read} understands. */
    String counts() {
        return counter.line();
    }

    private void read() {
        Linux.bePunctual();
        Memory poll = Linux.pollFor(from);
        Memory nowhere = new Memory(PacketRing.LONGEST);
        long bin = Pointer.nativeValue(nowhere);
        while (true) {
            long room = ring.room();
            long length = Linux.read(from, room == 0 ? bin : room, PacketRing.LONGEST);
            if (length <= 0) {
                // Nothing there, or a signal, or the device is going: none is a reason to spin.
                Linux.awaitReadable(poll, WAKE_MILLIS);
            } else if (lossRate > 0 && random.nextDouble() < lossRate) {
                counter.lost();
            } else if (room == 0) {
                counter.overrun();
            } else {
                ring.put((int) length, System.nanoTime() + delayNanos);
                if (idle) {
                    LockSupport.unpark(writer);
                }
            }
        }
    }

    /** Wakes up earlier than it has to, by as much as wake-ups of this machine are late on average. */
    private void write() {
        Linux.bePunctual();
        double usuallyLate = 0;
        while (true) {
            if (ring.isEmpty()) {
                idle = true;
                if (ring.isEmpty()) {
                    LockSupport.park(this);
                }
                idle = false;
                continue;
            }
            long due = ring.due();
            long now = System.nanoTime();
            long sleep = due - now - (long) usuallyLate;
            if (sleep > 0) {
                LockSupport.parkNanos(this, sleep);
                long late = Math.min(LATE_NANOS, System.nanoTime() - now - sleep);
                usuallyLate += WEIGHT * (Math.max(0, late) - usuallyLate);
            } else if (due - now > EARLIEST_NANOS) {
                Thread.onSpinWait();
            } else {
                int length = ring.length();
                if (Linux.write(to, ring.packet(), length) == length) {
                    counter.passed(length, System.nanoTime() - due);
                } else {
                    counter.refused();
                }
                ring.take();
            }
        }
    }
}
