package org.longhaul.wire.probe;

import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.ArrayList;
import java.util.List;
import java.util.SplittableRandom;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicBoolean;

/**
 * Sends blocks over several connections at once, small ones first, until it is told to end or has sent enough. A block is its
 * length in four bytes and as many that no line can compress; one of length 0 is the end.
 */
final class BulkSender {
    static final int LARGEST_BLOCK = 256 << 10;
    private static final int FIRST_BLOCK = 4 << 10;

    private final Socket[] streams;
    private final AtomicBoolean stopped;
    private final ExecutorService threads;

    BulkSender(Socket[] streams, AtomicBoolean stopped, ExecutorService threads) {
        this.streams = streams;
        this.stopped = stopped;
        this.threads = threads;
    }

    /** Sends at most so many bytes for at most so long, and the end. */
    void send(long mostBytes, long mostNanos) throws IOException, InterruptedException {
        long end = System.nanoTime() + mostNanos;
        List<Callable<Void>> all = new ArrayList<>();
        for (Socket each : streams) {
            all.add(() -> {
                one(each.getOutputStream(), mostBytes / streams.length, end);
                return null;
            });
        }
        for (Future<Void> each : threads.invokeAll(all)) {
            TaskOutcome.of(each);
        }
    }

    private void one(OutputStream out, long mostBytes, long end) throws IOException {
        byte[] block = new byte[Integer.BYTES + LARGEST_BLOCK];
        new SplittableRandom(mostBytes).nextBytes(block);
        long sent = 0;
        int size = FIRST_BLOCK;
        while (sent < mostBytes && !stopped.get() && System.nanoTime() - end < 0) {
            int now = (int) Math.min(size, mostBytes - sent);
            ByteBuffer.wrap(block).putInt(now);
            out.write(block, 0, Integer.BYTES + now);
            sent += now;
            size = Math.min(2 * size, LARGEST_BLOCK);
        }
        ByteBuffer.wrap(block).putInt(0);
        out.write(block, 0, Integer.BYTES);
    }
}
