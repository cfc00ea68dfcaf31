package org.longhaul.wire.probe;

import java.io.IOException;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** The first member's channels to all members: orders out, reports in. */
final class ProbeRadio {
    private final List<ProbeChannel> channels;
    private final BlockingQueue<Report> reports = new LinkedBlockingQueue<>();

    /**
     * What a member reports.
     *
     * @param message null: its channel broke, and {@code fault} says why
     */
    record Report(int rank, @Nullable ProbeMessage message, @Nullable Exception fault) {}

    /** @param channels by rank */
    ProbeRadio(List<ProbeChannel> channels, ExecutorService threads) {
        this.channels = List.copyOf(channels);
        for (int rank = 0; rank < channels.size(); rank++) {
            int each = rank;
            threads.execute(() -> listen(each));
        }
    }

    private void listen(int rank) {
        try {
            while (true) {
                reports.add(new Report(rank, channels.get(rank).receive(), null));
            }
        } catch (IOException e) {
            reports.add(new Report(rank, null, e));
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    void order(int rank, ProbeMessage message) throws IOException {
        channels.get(rank).send(message);
    }

    /**
     * Returns the next report and whose it is, or null where none came in time.
     *
     * @throws IOException if a member is gone, or could not do what it was told
     */
    @Nullable
    Report next(long nanos) throws IOException, InterruptedException {
        Report report = reports.poll(nanos, TimeUnit.NANOSECONDS);
        if (report == null) {
            return null;
        }
        ProbeMessage message = report.message;
        if (message == null) {
            throw new IOException(
                    "member " + report.rank + " is lost while the network is measured"
                            + (report.fault == null ? "" : ": " + report.fault.getMessage()),
                    report.fault);
        }
        if (message.kind() == ProbeMessage.Kind.FAILED) {
            throw new IOException("member " + report.rank + " cannot measure: " + message.text());
        }
        return report;
    }
}
