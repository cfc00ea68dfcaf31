package org.longhaul.wire.run;

import java.util.ArrayList;
import java.util.List;
import java.util.function.LongSupplier;
import org.longhaul.wire.record.WireStall;

/**
 * Notices that its process did nothing at all for a while: a thread that wakes often did not wake. A process that was stopped, or whose
 * machine slept, notices it so when it goes on. Thread-safe.
 */
final class StallWatch implements AutoCloseable {
    private static final long SLEEP_MILLIS = 100;
    /** Busy machines let a thread wait for as long as that now and then. */
    private static final long LEAST_NANOS = 1_000_000_000L;

    private final LongSupplier clock;
    private final List<WireStall> stalls = new ArrayList<>();
    private final Thread thread = new Thread(this::watch, "longhaul-stalls");
    private long seen;

    private StallWatch(LongSupplier clock) {
        this.clock = clock;
        this.seen = clock.getAsLong();
    }

    static StallWatch begin() {
        StallWatch watch = new StallWatch(System::nanoTime);
        watch.thread.setDaemon(true);
        watch.thread.start();
        return watch;
    }

    /** One whose clock is read only when it is asked to look. */
    static StallWatch of(LongSupplier clock) {
        return new StallWatch(clock);
    }

    private void watch() {
        try {
            while (true) {
                Thread.sleep(SLEEP_MILLIS);
                look();
            }
        } catch (InterruptedException e) {
            // It is closed.
            return;
        }
    }

    synchronized void look() {
        long now = clock.getAsLong();
        if (now - seen >= LEAST_NANOS) {
            stalls.add(new WireStall(seen, now));
        }
        seen = now;
    }

    /** Those that were noticed since this was asked last. */
    synchronized List<WireStall> take() {
        look();
        List<WireStall> taken = List.copyOf(stalls);
        stalls.clear();
        return taken;
    }

    @Override
    public void close() {
        thread.interrupt();
    }
}
