package org.longhaul.wire.probe;

import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.net.Socket;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Future;
import java.util.concurrent.atomic.AtomicLong;
import java.util.concurrent.locks.LockSupport;

/** Receives what a {@link BulkSender} sends, and reports how much has come by when. */
final class BulkReceiver {
    private static final long SHORTEST_GAP_NANOS = 2_000_000;
    private static final long LONGEST_GAP_NANOS = 20_000_000;
    private static final long REPORT_NANOS = 50_000_000;

    private final Socket[] streams;
    private final ExecutorService threads;
    private final AtomicLong came = new AtomicLong();
    private final AtomicLong last = new AtomicLong();
    private long[] points = new long[256];
    private int used;

    BulkReceiver(Socket[] streams, ExecutorService threads) {
        this.streams = streams;
        this.threads = threads;
    }

    /** Receives until the end of each connection's blocks. */
    void receive(int test, int peer, ProbeChannel channel) throws IOException, InterruptedException {
        long begin = System.nanoTime();
        last.set(begin);
        point(begin, 0);
        List<Future<?>> readers = new ArrayList<>();
        for (Socket each : streams) {
            readers.add(threads.submit(() -> {
                read(each.getInputStream());
                return null;
            }));
        }
        long reported = begin;
        while (!readers.stream().allMatch(Future::isDone)) {
            long now = System.nanoTime();
            LockSupport.parkNanos(Math.max(SHORTEST_GAP_NANOS, Math.min((now - begin) / 64, LONGEST_GAP_NANOS)));
            long bytes = came.get();
            now = System.nanoTime();
            point(now, bytes);
            if (now - reported >= REPORT_NANOS) {
                reported = now;
                channel.send(ProbeMessage.of(ProbeMessage.Kind.CAME, test, peer, taken()));
            }
        }
        for (Future<?> each : readers) {
            TaskOutcome.of(each);
        }
        // Points behind the last byte say nothing of the rate.
        while (used >= 2 && points[used - 2] - last.get() > 0) {
            used -= 2;
        }
        point(last.get(), came.get());
        channel.send(ProbeMessage.of(ProbeMessage.Kind.RECEIVED, test, peer, taken()));
    }

    private void point(long nanos, long bytes) {
        if (used == points.length) {
            points = Arrays.copyOf(points, 2 * used);
        }
        points[used++] = nanos;
        points[used++] = bytes;
    }

    private long[] taken() {
        long[] all = Arrays.copyOf(points, used);
        used = 0;
        return all;
    }

    private void read(InputStream in) throws IOException {
        byte[] buffer = new byte[BulkSender.LARGEST_BLOCK];
        int header = 0;
        int length = 0;
        int left = 0;
        while (true) {
            if (left == 0) {
                // The header is read by itself, so that no byte behind the last block is taken.
                int next = in.read();
                if (next < 0) {
                    throw new EOFException("the connection ended within a test");
                }
                length = length << 8 | next;
                if (++header < Integer.BYTES) {
                    continue;
                }
                if (length == 0) {
                    return;
                }
                if (length < 0 || length > BulkSender.LARGEST_BLOCK) {
                    throw new IOException(
                            "a block of " + length + " bytes came; allowed: 0 to " + BulkSender.LARGEST_BLOCK);
                }
                left = length;
                header = 0;
                length = 0;
                came.addAndGet(Integer.BYTES);
            }
            int count = in.read(buffer, 0, Math.min(left, buffer.length));
            if (count < 0) {
                throw new EOFException("the connection ended within a block");
            }
            left -= count;
            came.addAndGet(count);
            last.accumulateAndGet(System.nanoTime(), (a, b) -> b - a > 0 ? b : a);
        }
    }
}
