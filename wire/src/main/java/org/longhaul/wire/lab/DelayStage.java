package org.longhaul.wire.lab;

import com.sun.jna.Memory;
import com.sun.jna.Pointer;
import java.io.IOException;
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
    /** A packet may be written so much before it is due: as much as a wake-up is uncertain by. */
    private static final long EARLIEST_NANOS = 20_000;
    /** Weight of a call through the bell in the mean of how late the reader hears it. */
    private static final double BELL_WEIGHT = 1 / 16.0;
    /** Weight of a wake-up in the mean of how late they are. */
    private static final double WEIGHT = 1 / 32.0;
    /** How often a writer without packets looks how late it wakes up. */
    private static final long IDLE_NANOS = 20_000_000;
    /** More than this says that the machine was busy, not how late wake-ups are. */
    private static final long LATE_NANOS = 300_000;

    private final int from;
    private final int to;
    private final long delayNanos;
    private final double lossRate;
    private final SplittableRandom random;
    private final PacketRing ring;
    private final StageCounter counter = new StageCounter();
    /** Ends of a pipe through which the reader is told a time, to learn how late it learns of something. */
    private final int[] bell;

    private final Memory rung = new Memory(Long.BYTES);
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
    DelayStage(int from, int to, long delayNanos, double lossRate, long seed, long ringBytes) throws IOException {
        this.bell = Linux.openPipe();
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

    /** Tells the reader what time it is; from one thread. */
    void ring() {
        rung.setLong(0, System.nanoTime());
        Linux.write(bell[1], Pointer.nativeValue(rung), Long.BYTES);
    }

    /** Takes a packet for as much older as wake-ups take on average, where one has to be waited for. */
    private void read() {
        Linux.bePunctual();
        Memory poll = Linux.pollFor(from, bell[0]);
        Memory told = new Memory(Long.BYTES);
        Memory nowhere = new Memory(PacketRing.LONGEST);
        long bin = Pointer.nativeValue(nowhere);
        double usuallyLate = 0;
        boolean isAwaited = false;
        while (true) {
            long room = ring.room();
            long length = Linux.read(from, room == 0 ? bin : room, PacketRing.LONGEST);
            if (length <= 0) {
                isAwaited = true;
                if (Linux.awaitReadable(poll)
                        && Linux.read(bell[0], Pointer.nativeValue(told), Long.BYTES) == Long.BYTES) {
                    long late = Math.min(LATE_NANOS, System.nanoTime() - told.getLong(0));
                    usuallyLate += BELL_WEIGHT * (late - usuallyLate);
                }
                continue;
            }
            if (lossRate > 0 && random.nextDouble() < lossRate) {
                counter.lost();
            } else if (room == 0) {
                counter.overrun();
            } else {
                long arrived = System.nanoTime() - (isAwaited ? (long) usuallyLate : 0);
                ring.put((int) length, arrived + delayNanos);
                if (idle) {
                    LockSupport.unpark(writer);
                }
            }
            isAwaited = false;
        }
    }

    /** Wakes up earlier than it has to, by as much as wake-ups of this machine are late on average. */
    private void write() {
        Linux.bePunctual();
        double usuallyLate = 0;
        while (true) {
            long now = System.nanoTime();
            long due = Long.MAX_VALUE;
            long sleep = IDLE_NANOS;
            if (!ring.isEmpty()) {
                due = ring.due();
                sleep = due - now - (long) usuallyLate;
            } else {
                idle = true;
                if (!ring.isEmpty()) {
                    idle = false;
                    continue;
                }
            }
            if (sleep > 0) {
                LockSupport.parkNanos(this, sleep);
                idle = false;
                long late = Math.min(LATE_NANOS, System.nanoTime() - now - sleep);
                if (late > 0) {
                    // Less: it was woken since a packet came.
                    usuallyLate += WEIGHT * (late - usuallyLate);
                }
            } else if (due - now > EARLIEST_NANOS) {
                Thread.onSpinWait();
            } else {
                writeFirst(due);
            }
        }
    }

    private void writeFirst(long due) {
        int length = ring.length();
        if (Linux.write(to, ring.packet(), length) == length) {
            counter.passed(length, System.nanoTime() - due);
        } else {
            counter.refused();
        }
        ring.take();
    }
}
