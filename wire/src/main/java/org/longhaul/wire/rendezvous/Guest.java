package org.longhaul.wire.rendezvous;

import java.io.IOException;
import java.net.Socket;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import org.jspecify.annotations.Nullable;

/**
 * One connection to the rendezvous, from the first byte to the last, on a thread of its own; what it is sent without having asked
 * goes out on another one, so that nobody waits for who is slow to read.
 */
final class Guest implements Runnable {
    /** Who has so many messages waiting reads no more. */
    private static final int MOST_WAITING = 1024;

    private final Rendezvous rendezvous;
    private final Socket socket;
    private final long sinceNanos = System.nanoTime();
    private volatile long heardNanos = sinceNanos;
    private volatile @Nullable Frames frames;
    private volatile boolean hasLeft;
    private final BlockingQueue<Outgoing> outbox = new LinkedBlockingQueue<>(MOST_WAITING);
    private final Thread writer = new Thread(this::write, "longhaul-guest-writer");
    private @Nullable CollectedFiles files;
    private int rank = -1;
    private String host = "";

    /** A message that waits; none where nothing follows. */
    private record Outgoing(@Nullable Message message) {
        static final Outgoing END = new Outgoing(null);
    }

    Guest(Rendezvous rendezvous, Socket socket) {
        this.rendezvous = rendezvous;
        this.socket = socket;
    }

    int rank() {
        return rank;
    }

    String host() {
        return host;
    }

    /** Where it comes from. */
    String address() {
        return socket.getInetAddress().getHostAddress();
    }

    boolean hasLeft() {
        return hasLeft;
    }

    /** Nanoseconds since something was heard from it. */
    long silentNanos() {
        return System.nanoTime() - heardNanos;
    }

    /** Nanoseconds since it connected. */
    long ageNanos() {
        return System.nanoTime() - sinceNanos;
    }

    @Override
    public void run() {
        String why = "its connection ended";
        try {
            Message.Join join = introduced();
            if (join != null && rendezvous.admit(this, join)) {
                listen();
            }
        } catch (IOException | RuntimeException e) {
            why = "its connection broke (" + e.getMessage() + ")";
            if (frames != null && !socket.isClosed() && !(e instanceof java.net.SocketException)) {
                rendezvous.disturbed(this, e);
            }
        } finally {
            close();
            outbox.clear();
            endWriting();
            rendezvous.gone(this, why);
        }
    }

    /** Begins to send what is posted: after the welcome, which is the first that it hears. */
    void startWriting() {
        writer.setDaemon(true);
        writer.start();
    }

    private void write() {
        try {
            Message next = outbox.take().message();
            while (next != null) {
                send(next);
                next = outbox.take().message();
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Sends soon, after what was posted before, and waits for nothing. */
    void post(Message message) {
        if (!outbox.offer(new Outgoing(message))) {
            close();
        }
    }

    /** Nothing more is posted. */
    void endWriting() {
        if (!outbox.offer(Outgoing.END)) {
            close();
        }
    }

    /** Waits until what was posted before {@link #endWriting} is sent, but not beyond a time. */
    void awaitWritten(long untilNanos) throws InterruptedException {
        long millis = (untilNanos - System.nanoTime()) / 1_000_000;
        if (millis > 0) {
            writer.join(millis);
        }
    }

    /** Proof of the token, then the first message; null where the connection ends instead. */
    private Message.@Nullable Join introduced() throws IOException {
        Frames opened = rendezvous.handshake(socket).frames();
        frames = opened;
        byte[] first = opened.read();
        if (first == null) {
            return null;
        }
        if (Message.decode(first) instanceof Message.Join join) {
            rank = join.rank();
            host = join.host();
            heardNanos = System.nanoTime();
            return join;
        }
        throw new IOException("the first message is not that of a member that joins");
    }

    private void listen() throws IOException {
        Frames from = Objects.requireNonNull(frames, "introduced");
        byte[] frame = from.read();
        while (frame != null) {
            long arrivedNanos = System.nanoTime();
            heardNanos = arrivedNanos;
            take(Message.decode(frame), arrivedNanos);
            if (hasLeft) {
                return;
            }
            frame = from.read();
        }
    }

    private void take(Message message, long arrivedNanos) throws IOException {
        if (message instanceof Message.AskClock ask) {
            send(new Message.TellClock(ask.id(), ask.sentNanos(), arrivedNanos, System.nanoTime()));
        } else if (message instanceof Message.Alive) {
            send(message);
        } else if (message instanceof Message.Put put) {
            rendezvous.board().put(put);
        } else if (message instanceof Message.Get get) {
            rendezvous.board().get(rank, get, this::post);
        } else if (message instanceof Message.Barrier barrier) {
            rendezvous.board().meet(rank, barrier, this::post);
        } else if (message instanceof Message.Part part) {
            if (files == null) {
                files = rendezvous.files(rank);
            }
            files.take(part);
        } else if (message instanceof Message.Told told) {
            rendezvous.told(this, told);
        } else if (message instanceof Message.Bye) {
            hasLeft = true;
        } else {
            throw new IOException("a member sends what only the rendezvous does: "
                    + message.getClass().getSimpleName());
        }
    }

    /** Sends, if the connection is still there; whether it is shows when it is read. */
    void send(Message message) {
        Frames to = frames;
        try {
            if (to != null) {
                to.write(message.encode());
            }
        } catch (IOException e) {
            close();
        }
    }

    void close() {
        try {
            socket.close();
        } catch (IOException e) {
            // It is over in any case.
            return;
        }
    }
}
