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
    private final BlockingQueue<Heard> all = new LinkedBlockingQueue<>();

    /** What was heard of a member. */
    private sealed interface Heard permits Report, Broken {}

    /** What a member reports. */
    record Report(int rank, ProbeMessage message) implements Heard {}

    /** The end of a member's channel. */
    private record Broken(int rank, IOException why) implements Heard {}

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
                all.add(new Report(rank, channels.get(rank).receive()));
            }
        } catch (IOException e) {
            all.add(new Broken(rank, e));
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
        Heard heard = all.poll(nanos, TimeUnit.NANOSECONDS);
        if (heard instanceof Broken broken) {
            throw new IOException(
                    "member " + broken.rank + " is lost while the network is measured: " + broken.why.getMessage(),
                    broken.why);
        }
        if (heard instanceof Report report) {
            if (report.message.kind() == ProbeMessage.Kind.FAILED) {
                throw new IOException("member " + report.rank + " cannot measure: " + report.message.text());
            }
            return report;
        }
        return null;
    }
}
