package org.longhaul.wire.rendezvous;

import java.io.IOException;
import java.io.InputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.Socket;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.concurrent.atomic.AtomicLong;
import java.util.function.LongFunction;
import org.jspecify.annotations.Nullable;

/** A member's end of its connection to the rendezvous. Thread-safe. */
public final class RendezvousMember implements AutoCloseable {
    private static final int PART = 1 << 19;
    private static final Duration HEARTBEAT = Duration.ofMillis(500);
    private static final int MOST_MILLIS_TO_PROVE = 5_000;

    private final AuthenticatedSocket connection;
    private final Frames frames;
    private final Message.Welcome welcome;
    private final MemberListener listener;
    private final Map<Long, Question> asked = new ConcurrentHashMap<>();
    private final AtomicLong ids = new AtomicLong();
    private volatile long heardNanos = System.nanoTime();
    private volatile @Nullable String ended;
    private volatile @Nullable String abandoned;

    private record Answer(Message message, long arrivedNanos) {}

    /** Somebody who waits for an answer, which either other members bring about or the rendezvous alone. */
    private record Question(CompletableFuture<Answer> answer, boolean isForOthers) {
        void fail(String why) {
            answer.complete(new Answer(new Message.Failed(0, why), 0));
        }
    }

    private RendezvousMember(
            AuthenticatedSocket connection, Frames frames, Message.Welcome welcome, MemberListener listener) {
        this.connection = connection;
        this.frames = frames;
        this.welcome = welcome;
        this.listener = listener;
    }

    /**
     * Joins.
     *
     * @param facts what is compared with what others state, and what may be told of this member
     * @throws RendezvousException if the rendezvous answers and does not take this member in
     * @throws IOException if it is not there, or one of the two does not know the token
     */
    public static RendezvousMember join(
            InetSocketAddress at,
            Token token,
            @Nullable TlsKeys tls,
            int rank,
            String host,
            Map<String, String> facts,
            MemberListener listener)
            throws IOException {
        Socket plain = new Socket();
        try {
            plain.connect(at, MOST_MILLIS_TO_PROVE);
            plain.setTcpNoDelay(true);
            plain.setKeepAlive(true);
            plain.setSoTimeout(MOST_MILLIS_TO_PROVE);
            Socket socket = tls == null ? plain : tls.over(plain);
            AuthenticatedSocket connection = new Handshake(token, "rendezvous").connect(socket);
            Frames frames = connection.frames();
            frames.write(new Message.Join(rank, host, facts).encode());
            byte[] first = frames.read();
            if (first == null) {
                throw new IOException("the rendezvous closed the connection");
            }
            Message answer = Message.decode(first);
            if (answer instanceof Message.Refused refused) {
                throw new RendezvousException(refused.why());
            }
            if (!(answer instanceof Message.Welcome welcome)) {
                throw new IOException(
                        "the rendezvous answers with " + answer.getClass().getSimpleName() + " instead of a welcome");
            }
            socket.setSoTimeout(0);
            RendezvousMember member = new RendezvousMember(connection, frames, welcome, listener);
            member.start("longhaul-member", member::listen);
            member.start("longhaul-heartbeat", member::beat);
            return member;
        } catch (IOException | RuntimeException e) {
            plain.close();
            throw e;
        }
    }

    private void start(String name, Runnable task) {
        Thread thread = new Thread(task, name);
        thread.setDaemon(true);
        thread.start();
    }

    /** How many members the run has. */
    public int members() {
        return welcome.members();
    }

    /** Name of the run. */
    public String run() {
        return welcome.run();
    }

    /** This machine's address on the way to the rendezvous. */
    public InetAddress address() {
        return connection.socket().getLocalAddress();
    }

    private void listen() {
        String why = "the rendezvous closed the connection";
        try {
            byte[] frame = frames.read();
            while (frame != null) {
                long arrivedNanos = System.nanoTime();
                heardNanos = arrivedNanos;
                take(Message.decode(frame), arrivedNanos);
                frame = frames.read();
            }
        } catch (IOException | RuntimeException e) {
            why = "the connection to the rendezvous broke: " + e.getMessage();
        }
        end(why);
    }

    private void take(Message message, long arrivedNanos) throws IOException {
        if (message instanceof Message.Value m) {
            answer(m.id(), message, arrivedNanos);
        } else if (message instanceof Message.Met m) {
            answer(m.id(), message, arrivedNanos);
        } else if (message instanceof Message.Failed m) {
            answer(m.id(), message, arrivedNanos);
        } else if (message instanceof Message.TellClock m) {
            answer(m.id(), message, arrivedNanos);
        } else if (message instanceof Message.Order m) {
            listener.ordered(m.about(), m.text());
        } else if (message instanceof Message.Lost m) {
            listener.lost(new LostMember(m.rank(), m.host(), m.why(), m.silentMillis()));
        } else if (!(message instanceof Message.Alive)) {
            throw new IOException("the rendezvous sends what only members do: "
                    + message.getClass().getSimpleName());
        }
    }

    private void answer(long id, Message message, long arrivedNanos) {
        Question waiting = asked.remove(id);
        if (waiting != null) {
            waiting.answer.complete(new Answer(message, arrivedNanos));
        }
    }

    private void end(String why) {
        synchronized (asked) {
            if (ended != null) {
                return;
            }
            ended = why;
        }
        asked.values().forEach(each -> each.fail(why));
        listener.ended(why);
    }

    private void beat() {
        try {
            while (ended == null) {
                Thread.sleep(HEARTBEAT.toMillis());
                long silentNanos = System.nanoTime() - heardNanos;
                if (silentNanos > welcome.patienceMillis() * 1_000_000) {
                    end("nothing was heard from the rendezvous for " + welcome.patienceMillis() / 1000 + " s");
                    connection.close();
                    return;
                }
                frames.write(new Message.Alive().encode());
            }
        } catch (IOException e) {
            end("the connection to the rendezvous broke: " + e.getMessage());
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
        }
    }

    /** Writes into the address book. */
    public void put(String key, byte[] value) throws IOException {
        send(new Message.Put(key, value.clone()));
    }

    /**
     * Reads from the address book, and waits until it is there.
     *
     * @throws RendezvousException if it is not there in time, or the wait is in vain
     */
    public byte[] get(String key, Duration atMost) throws IOException {
        Message answer = ask("the address book's entry " + key, atMost, true, id -> new Message.Get(id, key)).message;
        return ((Message.Value) answer).value().clone();
    }

    /**
     * Waits until so many members have come to a barrier of this name.
     *
     * @throws RendezvousException if they have not in time, or one is lost
     */
    public void barrier(String name, int members, Duration atMost) throws IOException {
        ask("the others at " + name, atMost, true, id -> new Message.Barrier(id, name, members));
    }

    /** Compares clocks with the rendezvous, once. */
    public ClockExchange compareClocks(Duration atMost) throws IOException {
        Answer answer = ask("the clock", atMost, false, id -> new Message.AskClock(id, System.nanoTime()));
        Message.TellClock told = (Message.TellClock) answer.message;
        return new ClockExchange(told.askedNanos(), told.arrivedNanos(), told.answeredNanos(), answer.arrivedNanos);
    }

    /** Whoever waits here for other members, or will until {@link #waitAgain}, waits in vain. Clocks are still compared. */
    public void abandon(String why) {
        abandoned = why;
        asked.values().stream().filter(Question::isForOthers).forEach(each -> each.fail(why));
    }

    /** Other members may be waited for again. */
    public void waitAgain() {
        abandoned = null;
    }

    private Answer ask(String what, Duration atMost, boolean isForOthers, LongFunction<Message> question)
            throws IOException {
        long id = ids.incrementAndGet();
        CompletableFuture<Answer> waiting = new CompletableFuture<>();
        asked.put(id, new Question(waiting, isForOthers));
        String over = ended;
        if (over == null && isForOthers) {
            over = abandoned;
        }
        if (over != null) {
            asked.remove(id);
            throw new RendezvousException(over);
        }
        try {
            send(question.apply(id));
            Answer answer = waiting.get(atMost.toMillis(), TimeUnit.MILLISECONDS);
            if (answer.message instanceof Message.Failed failed) {
                throw new RendezvousException(failed.why());
            }
            return answer;
        } catch (TimeoutException e) {
            throw new RendezvousException("waited " + atMost.toSeconds() + " s in vain for " + what, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            throw new RendezvousException("was interrupted while it waited for " + what, e);
        } catch (ExecutionException e) {
            throw new IllegalStateException("answers do not fail", e);
        } finally {
            asked.remove(id);
        }
    }

    /** Tells who started the run something. */
    public void tell(String about, String text) throws IOException {
        send(new Message.Told(about, text));
    }

    /** Hands in a file under a name of lower-case letters, digits, '.', '_' and '-'. */
    public void handIn(Path file, String name) throws IOException {
        try (InputStream in = Files.newInputStream(file)) {
            byte[] part = in.readNBytes(PART);
            boolean isLast = false;
            while (!isLast) {
                byte[] next = in.readNBytes(PART);
                isLast = next.length == 0;
                send(new Message.Part(name, part, isLast));
                part = next;
            }
        }
    }

    private void send(Message message) throws IOException {
        String over = ended;
        if (over != null) {
            throw new RendezvousException(over);
        }
        try {
            frames.write(message.encode());
        } catch (IOException e) {
            String why = "the connection to the rendezvous broke: " + e.getMessage();
            end(why);
            throw new RendezvousException(why, e);
        }
    }

    /** Takes leave: nobody is lost when the connection is closed. */
    public void leave() {
        boolean isOpen;
        synchronized (asked) {
            isOpen = ended == null;
            ended = "this member has left";
        }
        try {
            if (isOpen) {
                frames.write(new Message.Bye().encode());
            }
        } catch (IOException e) {
            // The rendezvous was quicker; the connection is over in any case.
            return;
        }
    }

    /** Closes the connection. Who has not taken leave is lost. */
    @Override
    public void close() throws IOException {
        synchronized (asked) {
            ended = "this member has closed its connection";
        }
        connection.close();
    }
}
