package org.longhaul.wire.lab;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.util.SplittableRandom;
import java.util.concurrent.locks.LockSupport;

/**
 * One direction of a line in user space: each packet that one TAP device sends is written to another one a constant time
 * later, or lost.
 *
 * <p>Two threads: the one stamps packets as they come and draws losses, the other waits for the first packet's time. A
 * packet's lateness is the time from when it is due until it has been written.
 */
final class DelayStage {
    private static final int WAKE_MILLIS = 200;
    private static final long JOIN_MILLIS = 2_000;
    /** Waits shorter than this are spent spinning: a wake-up would take longer. */
    private static final long SPIN_NANOS = 2_000;

    private final String name;
    private final int from;
    private final int to;
    private final long delayNanos;
    private final double lossRate;
    private final SplittableRandom random;
    private final PacketRing ring;
    private final StageCounter counter = new StageCounter();
    private final Thread reader;
    private final Thread writer;
    private volatile boolean stopping;
    private volatile boolean idle;
    private volatile boolean punctual;

    /**
     * @param name of the direction, such as {@code site0-switch -> site1-switch}
     * @param from descriptor of the device whose packets are read
     * @param to descriptor of the device that they are written to
     * @param lossRate probability that a packet is lost, in [0, 1)
     * @param seed of the losses
     * @param ringBytes room for packets under way
     */
    DelayStage(String name, int from, int to, long delayNanos, double lossRate, long seed, long ringBytes) {
        this.name = name;
        this.from = from;
        this.to = to;
        this.delayNanos = delayNanos;
        this.lossRate = lossRate;
        this.random = new SplittableRandom(seed);
        this.ring = new PacketRing(ringBytes);
        this.reader = daemon("read ", this::read);
        this.writer = daemon("write ", this::write);
    }

    private Thread daemon(String what, Runnable work) {
        Thread thread = new Thread(work, what + name);
        thread.setDaemon(true);
        return thread;
    }

    void start() {
        writer.start();
        reader.start();
    }

    /** Ends both threads; what is under way is lost. */
    void stop() throws InterruptedException {
        stopping = true;
        LockSupport.unpark(writer);
        reader.join(JOIN_MILLIS);
        writer.join(JOIN_MILLIS);
    }

    StageCounts counts() {
        return counter.counts(name, delayNanos, punctual);
    }

    private void read() {
        Linux.bePunctual();
        try (Memory poll = Linux.pollFor(from);
                Memory nowhere = new Memory(PacketRing.LONGEST)) {
            long bin = Pointer.nativeValue(nowhere);
            while (!stopping) {
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
    }

    private void write() {
        punctual = Linux.bePunctual();
        while (!stopping) {
            if (ring.isEmpty()) {
                idle = true;
                if (ring.isEmpty()) {
                    LockSupport.park(this);
                }
                idle = false;
                continue;
            }
            long wait = ring.due() - System.nanoTime();
            if (wait > SPIN_NANOS) {
                LockSupport.parkNanos(this, wait);
            } else if (wait > 0) {
                Thread.onSpinWait();
            } else {
                int length = ring.length();
                long written = Linux.write(to, ring.packet(), length);
                if (written == length) {
                    counter.passed(length, System.nanoTime() - ring.due());
                } else {
                    counter.refused();
                }
                ring.take();
            }
        }
    }
}
