package org.longhaul.wire.rendezvous;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.util.ArrayDeque;
import java.util.ArrayList;
import java.util.Deque;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import java.util.TreeSet;
import org.jspecify.annotations.Nullable;

/**
 * The one listener of a wire run.
 *
 * <p>At most {@value #MOST_STRANGERS} connections may be without proof at a time, the oldest makes room for a new one, and none
 * for longer than {@value #MOST_SECONDS_TO_PROVE} seconds: neither silence nor bytes that come one by one keep a member out.
 *
 * <p>Before all members are there, one that goes can come again. Afterwards it is lost, everybody is told, and whoever waits for
 * others is told that it is in vain.
 *
 * <p>Thread-safe.
 */
public final class Rendezvous implements AutoCloseable {
    private static final int MOST_STRANGERS = 64;
    private static final int MOST_SECONDS_TO_PROVE = 5;
    private static final long WATCH_MILLIS = 200;
    private static final long NANOS_TO_SAY_THE_LAST = 2_000_000_000L;

    private final RendezvousSettings settings;
    private final RendezvousListener listener;
    private final ServerSocket server;
    private final AddressBoard board;
    private final Handshake handshake;
    private final Deque<Guest> strangers = new ArrayDeque<>();
    private final Map<Integer, Guest> members = new TreeMap<>();
    private final Object telling = new Object();
    private boolean isComplete;
    private volatile boolean isClosed;

    private Rendezvous(RendezvousSettings settings, RendezvousListener listener, ServerSocket server) {
        this.settings = settings;
        this.listener = listener;
        this.server = server;
        this.board = new AddressBoard();
        this.handshake = new Handshake(settings.token(), "rendezvous");
    }

    /**
     * Opens one.
     *
     * @param listener hears of what happens, on threads of the rendezvous
     * @throws IOException if it cannot listen there
     */
    public static Rendezvous open(RendezvousSettings settings, RendezvousListener listener) throws IOException {
        ServerSocket server = new ServerSocket();
        try {
            server.setReuseAddress(true);
            server.bind(settings.at(), MOST_STRANGERS);
        } catch (IOException e) {
            server.close();
            throw e;
        }
        Rendezvous rendezvous = new Rendezvous(settings, listener, server);
        start("longhaul-rendezvous", rendezvous::accept);
        start("longhaul-attendance", rendezvous::watch);
        return rendezvous;
    }

    private static void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** Where it listens. */
    public InetSocketAddress address() {
        return new InetSocketAddress(server.getInetAddress(), server.getLocalPort());
    }

    private void accept() {
        while (!isClosed) {
            try {
                Socket socket = server.accept();
                if (isWelcome(socket.getInetAddress())) {
                    receive(socket);
                } else {
                    socket.close();
                }
            } catch (IOException e) {
                if (server.isClosed()) {
                    return;
                }
            }
        }
    }

    private boolean isWelcome(InetAddress from) {
        return settings.hosts().isEmpty() || settings.hosts().contains(from);
    }

    private void receive(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        socket.setKeepAlive(true);
        Guest guest = new Guest(this, socket);
        Guest oldest = null;
        synchronized (this) {
            if (isClosed) {
                socket.close();
                return;
            }
            if (strangers.size() == MOST_STRANGERS) {
                oldest = strangers.poll();
            }
            strangers.add(guest);
        }
        if (oldest != null) {
            oldest.close();
        }
        start("longhaul-guest", guest);
    }

    AuthenticatedSocket handshake(Socket socket) throws IOException {
        return handshake.accept(settings.tls() == null ? socket : settings.tls().over(socket));
    }

    /** Takes a guest in who has proved that it knows the token, or says why not. */
    boolean admit(Guest guest, Message.Join join) {
        // That it is lost is told after that it has joined, however soon.
        String refusal;
        synchronized (telling) {
            refusal = register(guest, join, refusal(join));
            if (refusal == null) {
                listener.joined(join.rank(), join.host(), join.facts());
                return true;
            }
            listener.refused("rank " + join.rank() + " on " + join.host() + ": " + refusal);
        }
        guest.send(new Message.Refused(refusal));
        return false;
    }

    private synchronized @Nullable String register(Guest guest, Message.Join join, @Nullable String refusal) {
        strangers.remove(guest);
        if (refusal != null) {
            return refusal;
        }
        Guest other = members.get(join.rank());
        if (other != null) {
            return "rank " + join.rank() + " is taken by a process on " + other.host();
        }
        if (isComplete) {
            return "the run is under way, and rank " + join.rank() + " has been lost; resume it when it has ended";
        }
        // Before anybody knows of it, so that this is the first that it hears.
        guest.send(new Message.Welcome(
                settings.members(), settings.run(), settings.patience().toMillis()));
        guest.startWriting();
        members.put(join.rank(), guest);
        isComplete = members.size() == settings.members();
        return null;
    }

    /** Why a member cannot be one, both sides named; null if it can. */
    private @Nullable String refusal(Message.Join join) {
        if (join.rank() < 0 || join.rank() >= settings.members()) {
            return "rank is " + join.rank() + "; allowed: 0 to " + (settings.members() - 1) + ", since the run has "
                    + settings.members() + " members";
        }
        List<String> different = new ArrayList<>();
        for (String fact : new TreeSet<>(settings.facts().keySet())) {
            String here = settings.facts().get(fact);
            String there = join.facts().get(fact);
            if (!String.valueOf(here).equals(there)) {
                different.add(fact + " is " + there + " on " + join.host() + " (rank " + join.rank() + ") and " + here
                        + " at the rendezvous");
            }
        }
        return different.isEmpty()
                ? listener.objection(join.rank(), join.host(), join.facts())
                : String.join("; ", different);
    }

    /** A connection has ended, of whatever kind. */
    void gone(Guest guest, String why) {
        synchronized (telling) {
            if (!unregister(guest)) {
                return;
            }
            LostMember lost = guest.hasLeft()
                    ? null
                    : new LostMember(guest.rank(), guest.host(), why, guest.silentNanos() / 1_000_000);
            if (isBroken()) {
                board.breakUp(
                        lost == null ? "rank " + guest.rank() + " on " + guest.host() + " has left" : lost.words());
            }
            if (lost != null) {
                if (isBroken()) {
                    present()
                            .forEach(each -> each.post(
                                    new Message.Lost(lost.rank(), lost.host(), lost.why(), lost.silentMillis())));
                }
                listener.lost(lost);
            }
        }
    }

    /** Whether it was a member until now. */
    private synchronized boolean unregister(Guest guest) {
        strangers.remove(guest);
        return guest.rank() >= 0 && members.remove(guest.rank(), guest) && !isClosed;
    }

    /** Whether all were there: nobody comes instead of who goes. */
    private synchronized boolean isBroken() {
        return isComplete;
    }

    void told(Guest guest, Message.Told told) {
        tell(() -> listener.told(guest.rank(), told.about(), told.text()));
    }

    void disturbed(Guest guest, Exception cause) {
        String whose = guest.rank() < 0
                ? "a connection from " + guest.address()
                : "the connection of rank " + guest.rank() + " on " + guest.host();
        tell(() -> listener.refused(whose + " was closed: " + cause.getMessage()));
    }

    private void tell(Runnable call) {
        synchronized (telling) {
            call.run();
        }
    }

    AddressBoard board() {
        return board;
    }

    CollectedFiles files(int rank) {
        return new CollectedFiles(settings.collected().resolve("rank-" + rank));
    }

    /** Ends connections of strangers that take too long and of members that have been silent for too long. */
    private void watch() {
        try {
            while (!isClosed) {
                Thread.sleep(WATCH_MILLIS);
                List<Guest> late = new ArrayList<>();
                synchronized (this) {
                    for (Guest each : strangers) {
                        if (each.ageNanos() > MOST_SECONDS_TO_PROVE * 1_000_000_000L) {
                            late.add(each);
                        }
                    }
                }
                late.forEach(Guest::close);
                for (Guest each : present()) {
                    if (each.silentNanos() > settings.patience().toNanos()) {
                        gone(
                                each,
                                "nothing was heard from it for "
                                        + settings.patience().toSeconds() + " s");
                        each.close();
                    }
                }
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    private synchronized List<Guest> present() {
        return new ArrayList<>(members.values());
    }

    /** Tells every member something. */
    public void order(String about, String text) {
        present().forEach(each -> each.post(new Message.Order(about, text)));
    }

    /** Writes into the address book as members do. */
    public void put(String key, byte[] value) {
        board.put(new Message.Put(key, value.clone()));
    }

    /** Closes all connections, when members have been sent what there was to say; they see that it is over. */
    @Override
    public void close() throws IOException {
        List<Guest> taken;
        List<Guest> unproven;
        synchronized (this) {
            isClosed = true;
            taken = new ArrayList<>(members.values());
            unproven = new ArrayList<>(strangers);
        }
        server.close();
        long until = System.nanoTime() + NANOS_TO_SAY_THE_LAST;
        taken.forEach(Guest::endWriting);
        try {
            for (Guest each : taken) {
                each.awaitWritten(until);
            }
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
        taken.forEach(Guest::close);
        unproven.forEach(Guest::close);
    }
}
