package org.longhaul.wire.rendezvous;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.net.SocketException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import org.jspecify.annotations.Nullable;

/** A token, and rendezvous and members on the loopback address that share it and are closed with this. */
final class TrialMeeting implements AutoCloseable {
    static final Duration SOON = Duration.ofSeconds(5);
    static final Map<String, String> FACTS = Map.of("scenario", "abc", "seeds", "[1]");

    /** What is told about this cannot be read. */
    static final String UNREADABLE = "unreadable";

    /** Who says to be there is not taken in. */
    static final String NOWHERE = "nowhere";

    private final Path folder;
    private final Token token = Token.fresh();
    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final List<AutoCloseable> open = new ArrayList<>();

    TrialMeeting(Path folder) {
        this.folder = folder;
    }

    Token token() {
        return token;
    }

    /** What was heard and not looked at. */
    BlockingQueue<String> heard() {
        return heard;
    }

    private final class Hearing implements RendezvousListener, MemberListener {
        @Override
        public @Nullable String objection(int rank, String host, Map<String, String> facts) {
            return host.equals(NOWHERE) ? "there is no such host" : null;
        }

        @Override
        public void joined(int rank, String host, Map<String, String> facts) {
            heard.add("joined " + rank + " " + host);
        }

        @Override
        public void told(int rank, String about, String text) {
            if (about.equals(UNREADABLE)) {
                throw new IllegalArgumentException(UNREADABLE);
            }
            heard.add("told " + rank + " " + about + " " + text);
        }

        @Override
        public void lost(LostMember lost) {
            heard.add("lost " + lost.rank() + " " + lost.host());
        }

        @Override
        public void refused(String why) {
            heard.add("refused " + why);
        }

        @Override
        public void ordered(String about, String text) {
            heard.add("ordered " + about + " " + text);
        }

        @Override
        public void ended(String why) {
            heard.add("ended " + why);
        }
    }

    /** Hears nothing. */
    static final MemberListener DEAF = new MemberListener() {
        @Override
        public void ordered(String about, String text) {}

        @Override
        public void lost(LostMember lost) {}

        @Override
        public void ended(String why) {}
    };

    @Override
    public void close() throws Exception {
        for (AutoCloseable each : open) {
            each.close();
        }
    }

    Rendezvous rendezvous(int members) throws IOException {
        return rendezvous(members, Set.of(), null, Duration.ofSeconds(20));
    }

    Rendezvous rendezvous(int members, Set<InetAddress> hosts, @Nullable TlsKeys tls, Duration patience)
            throws IOException {
        Rendezvous rendezvous = Rendezvous.open(
                new RendezvousSettings(
                        new InetSocketAddress(InetAddress.getLoopbackAddress(), 0),
                        token,
                        tls,
                        hosts,
                        members,
                        "a-run",
                        FACTS,
                        patience,
                        folder.resolve("collected")),
                new Hearing());
        open.add(rendezvous);
        return rendezvous;
    }

    RendezvousMember member(Rendezvous at, int rank, MemberListener listener) throws IOException {
        RendezvousMember member =
                RendezvousMember.join(at.address(), token, null, rank, "host" + rank, FACTS, listener);
        open.add(0, member);
        return member;
    }

    String next() throws InterruptedException {
        return String.valueOf(heard.poll(10, TimeUnit.SECONDS));
    }

    /** Hears what a member hears into the same list. */
    MemberListener hearing() {
        return new Hearing();
    }

    /** Has a member closed before its rendezvous. */
    void alsoClose(RendezvousMember member) {
        open.add(0, member);
    }

    /** A connection to do everything on by hand. */
    Socket connection(Rendezvous at) throws IOException {
        return new Socket(at.address().getAddress(), at.address().getPort());
    }

    /** What a stranger gets to read before the connection ends. */
    static int bytesFrom(Socket socket) throws IOException {
        int bytes = 0;
        try {
            while (socket.getInputStream().read() >= 0) {
                bytes++;
            }
        } catch (SocketException e) {
            return bytes;
        }
        return bytes;
    }
}
