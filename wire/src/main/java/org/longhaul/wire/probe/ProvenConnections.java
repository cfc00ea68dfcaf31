package org.longhaul.wire.probe;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.util.ArrayDeque;
import java.util.Deque;
import java.util.List;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.Executors;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.ScheduledExecutorService;
import java.util.concurrent.ScheduledFuture;
import java.util.concurrent.TimeUnit;
import java.util.stream.IntStream;
import org.longhaul.topology.unit.Durations;
import org.longhaul.wire.rendezvous.Handshake;
import org.longhaul.wire.rendezvous.RendezvousMember;
import org.longhaul.wire.rendezvous.Token;

/**
 * Connections between members that prove the run's token to each other. Each member listens at its stated address alone, on any
 * free port that the address book tells the others; of two members the higher rank connects. Who proves nothing within twenty
 * seconds is closed without an answer; of {@value #MOST_UNPROVEN} that have proven nothing yet the oldest makes room for the
 * next, so that silence keeps no member out. Safe for use by many threads.
 */
public final class ProvenConnections implements MemberConnections, AutoCloseable {
    private static final String PURPOSE = "probe";
    private static final int MOST_UNPROVEN = 64;
    private static final int MILLIS_TO_PROVE = 20_000;
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int BACKLOG = 256;
    /** Says that a connection stands in its place; the next from the same member is made after that. */
    private static final int ADMITTED = 1;

    private final RendezvousMember member;
    private final Token token;
    private final int rank;
    private final ServerSocket listener;
    private final Deque<Socket> unproven = new ArrayDeque<>();
    private final List<BlockingQueue<Socket>> waiting;
    private final ScheduledExecutorService watch = Executors.newSingleThreadScheduledExecutor(task -> {
        Thread thread = new Thread(task, "probe-watch");
        thread.setDaemon(true);
        return thread;
    });

    private ProvenConnections(RendezvousMember member, Token token, int rank, InetAddress address) throws IOException {
        this.member = member;
        this.token = token;
        this.rank = rank;
        this.waiting = IntStream.range(0, member.members())
                .<BlockingQueue<Socket>>mapToObj(peer -> new LinkedBlockingQueue<>())
                .toList();
        this.listener = new ServerSocket(0, BACKLOG, address);
    }

    /**
     * Begins to listen, and tells the others where.
     *
     * @param address of this member, at which the others reach it
     * @throws IOException if nobody can listen there, or the rendezvous is gone
     */
    public static ProvenConnections open(RendezvousMember member, Token token, int rank, InetAddress address)
            throws IOException {
        ProvenConnections connections = new ProvenConnections(member, token, rank, address);
        try {
            start(connections::listen);
            member.put(
                    key(rank),
                    (connections.listener.getLocalPort() + " " + address.getHostAddress())
                            .getBytes(StandardCharsets.UTF_8));
            return connections;
        } catch (IOException | RuntimeException e) {
            connections.close();
            throw e;
        }
    }

    private static String key(int rank) {
        return PURPOSE + "/" + rank;
    }

    private static void start(Runnable task) {
        Thread thread = new Thread(task, "probe-listener");
        thread.setDaemon(true);
        thread.start();
    }

    private void listen() {
        while (!listener.isClosed()) {
            try {
                Socket socket = listener.accept();
                makeRoom(socket);
                start(() -> admit(socket));
            } catch (IOException e) {
                // One connection that broke while it was made, unless this is closed.
                if (listener.isClosed()) {
                    return;
                }
            }
        }
    }

    private void makeRoom(Socket next) {
        Socket oldest = null;
        synchronized (unproven) {
            if (unproven.size() == MOST_UNPROVEN) {
                oldest = unproven.poll();
            }
            unproven.add(next);
        }
        if (oldest != null) {
            close(oldest);
        }
        if (listener.isClosed()) {
            close(next);
        }
    }

    private void admit(Socket socket) {
        ScheduledFuture<?> end = watch.schedule(() -> close(socket), MILLIS_TO_PROVE, TimeUnit.MILLISECONDS);
        try {
            new Handshake(token, PURPOSE).accept(socket);
            int peer = new DataInputStream(socket.getInputStream()).readInt();
            // No stranger any more before it is handed out: neither a newcomer nor the end of listening closes it then.
            if (peer <= rank || peer >= waiting.size() || !end.cancel(false) || !leave(socket)) {
                close(socket);
            } else {
                // Whoever connects goes on when it hears this: its next connection comes behind this one.
                BlockingQueue<Socket> queue = waiting.get(peer);
                synchronized (queue) {
                    socket.getOutputStream().write(ADMITTED);
                    queue.add(socket);
                }
                if (listener.isClosed() && queue.remove(socket)) {
                    close(socket);
                }
            }
        } catch (IOException e) {
            // A stranger, or a member that went away: no answer.
            close(socket);
        } finally {
            end.cancel(false);
            leave(socket);
        }
    }

    /** Takes a connection from those that have proven nothing; returns whether it was among them until now. */
    private boolean leave(Socket socket) {
        synchronized (unproven) {
            return unproven.remove(socket);
        }
    }

    private static void close(Socket socket) {
        try {
            socket.close();
        } catch (IOException e) {
            // It is of no use in any case.
            return;
        }
    }

    @Override
    public int rank() {
        return rank;
    }

    @Override
    public int size() {
        return waiting.size();
    }

    @Override
    public Socket connect(int peer) throws IOException {
        return rank > peer ? dial(peer) : await(peer);
    }

    private Socket dial(int peer) throws IOException {
        String stated = new String(member.get(key(peer), PATIENCE), StandardCharsets.UTF_8);
        int blank = stated.indexOf(' ');
        InetSocketAddress at =
                new InetSocketAddress(stated.substring(blank + 1), Integer.parseInt(stated.substring(0, blank)));
        Socket socket = new Socket();
        try {
            // From the stated address, so that the way is the same in both directions.
            socket.bind(new InetSocketAddress(listener.getInetAddress(), 0));
            socket.connect(at, MILLIS_TO_PROVE);
            socket.setSoTimeout(MILLIS_TO_PROVE);
            // The rank follows the proof at once, where it would wait for the other end's delayed acknowledgement.
            socket.setTcpNoDelay(true);
            new Handshake(token, PURPOSE).connect(socket);
            new DataOutputStream(socket.getOutputStream()).writeInt(rank);
            if (socket.getInputStream().read() != ADMITTED) {
                throw new IOException("it does not take the connection");
            }
            socket.setSoTimeout(0);
            return socket;
        } catch (IOException e) {
            socket.close();
            throw new IOException("member " + peer + " at " + at + " cannot be reached: " + e.getMessage(), e);
        }
    }

    private Socket await(int peer) throws IOException {
        try {
            Socket socket = waiting.get(peer).poll(PATIENCE.toMillis(), TimeUnit.MILLISECONDS);
            if (socket == null) {
                throw new IOException("member " + peer + " has not connected to "
                        + listener.getLocalSocketAddress() + " within "
                        + Durations.rounded(PATIENCE.toMillis() / 1e3));
            }
            return socket;
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new IOException("the wait for member " + peer + " was interrupted", e);
        }
    }

    /** Listens no more; connections that were handed out stay open. */
    @Override
    public void close() throws IOException {
        listener.close();
        watch.shutdownNow();
        synchronized (unproven) {
            unproven.forEach(ProvenConnections::close);
        }
        for (BlockingQueue<Socket> each : waiting) {
            each.forEach(ProvenConnections::close);
        }
    }
}
