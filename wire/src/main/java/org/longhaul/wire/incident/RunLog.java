package org.longhaul.wire.incident;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.time.Clock;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.function.LongSupplier;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.run.FileTrouble;
import org.longhaul.wire.record.WholeLines;
import org.longhaul.wire.record.WireFolder;
import org.longhaul.wire.record.WireJson;

/**
 * Writes down what happens to a run in one session, each event when it happens: who is killed has lost nothing. What cannot be written
 * then, since the disk is full, is written with what comes next, in order and with its own time. Thread-safe.
 */
public final class RunLog {
    private final WireFolder folder;
    private final int session;
    private final LongSupplier nanos;
    private final Clock wall;
    private final Deque<byte[]> unwritten = new ArrayDeque<>();

    /**
     * Begins a session in a run's file, or a run.
     *
     * @param session 0, and one more each time that the run is taken up again
     * @param nanos a clock that never runs back, that of the steps of members on this machine
     */
    public RunLog(WireFolder folder, int session, LongSupplier nanos, Clock wall) {
        this.folder = folder;
        this.session = session;
        this.nanos = nanos;
        this.wall = wall;
    }

    /** Why something could not be written down, after another attempt; null where all is. */
    public synchronized @Nullable String trouble() {
        try {
            writeDown();
            return null;
        } catch (IOException e) {
            return "cannot write down what happens to the run: " + FileTrouble.words(e);
        }
    }

    /** What is about nobody alone. */
    public void note(RunEvent.What what, @Nullable String message) {
        write(what, null, null, List.of(), message);
    }

    /** A member is there. */
    public void joined(int rank, String where) {
        write(RunEvent.What.JOINED, rank, null, List.of(), where);
    }

    /**
     * A link went down or came up, or did not as it should.
     *
     * @param sides ranks that still reach each other while it is down, by side
     */
    public void outage(RunEvent.What what, String link, List<List<Integer>> sides, @Nullable String message) {
        write(what, null, link, sides, message);
    }

    private synchronized void write(
            RunEvent.What what,
            @Nullable Integer rank,
            @Nullable String link,
            List<List<Integer>> sides,
            @Nullable String message) {
        RunEvent event =
                new RunEvent(session, nanos.getAsLong(), wall.instant().toString(), what, rank, link, sides, message);
        unwritten.add((WireJson.line(event) + "\n").getBytes(StandardCharsets.UTF_8));
        // Why it could not be written is asked for when the run can be ended for it: here another thread may call.
        var unused = trouble();
    }

    private void writeDown() throws IOException {
        if (unwritten.isEmpty()) {
            return;
        }
        try (FileChannel channel = WholeLines.append(folder.events())) {
            while (!unwritten.isEmpty()) {
                ByteBuffer rest = ByteBuffer.wrap(unwritten.element());
                while (rest.hasRemaining()) {
                    channel.write(rest);
                }
                unwritten.remove();
            }
        }
    }
}
