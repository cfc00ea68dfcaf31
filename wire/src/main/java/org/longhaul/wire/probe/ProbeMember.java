package org.longhaul.wire.probe;

import java.io.DataInputStream;
import java.io.IOException;
import java.net.Socket;
import java.nio.ByteBuffer;
import java.util.Arrays;
import java.util.Map;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.atomic.AtomicBoolean;
import org.jspecify.annotations.Nullable;

/** Does what it is ordered to over its connections with the others, and reports; decides nothing. */
final class ProbeMember {
    /** Of an exchange, as in {@link ClockStamps}. */
    static final int STAMPS = 4;

    /** Connections to each other member; none to the own. */
    private final Socket[][] streams;

    private final ProbeChannel channel;
    private final ExecutorService threads;
    /** Tests that have been told to end. */
    private final Map<Integer, AtomicBoolean> stopped = new ConcurrentHashMap<>();

    ProbeMember(Socket[][] streams, ProbeChannel channel, ExecutorService threads) {
        this.streams = streams;
        this.channel = channel;
        this.threads = threads;
    }

    /** Follows orders until the last one; returns its text. */
    String follow(String facts) throws IOException, InterruptedException {
        channel.send(ProbeMessage.of(ProbeMessage.Kind.HELLO, facts));
        while (true) {
            ProbeMessage order = channel.receive();
            switch (order.kind()) {
                case END -> {
                    return order.text();
                }
                case FAILED -> throw new IOException(order.text());
                case STOP -> stop(order.test()).set(true);
                case PING, ECHO, SEND, RECEIVE -> threads.execute(() -> carryOut(order));
                default -> throw new IOException("an order of kind " + order.kind() + " came");
            }
        }
    }

    private AtomicBoolean stop(int test) {
        return stopped.computeIfAbsent(test, key -> new AtomicBoolean());
    }

    private void carryOut(ProbeMessage order) {
        try {
            switch (order.kind()) {
                case PING -> ping(order);
                case ECHO -> echo(order);
                case SEND ->
                    new BulkSender(streamsOf(order), stop(order.test()), threads)
                            .send(order.values()[1], order.values()[2]);
                default -> new BulkReceiver(streamsOf(order), threads).receive(order.test(), order.peer(), channel);
            }
        } catch (IOException | RuntimeException e) {
            report(order, e);
        } catch (InterruptedException e) {
            Thread.currentThread().interrupt();
            report(order, e);
        }
    }

    private void report(ProbeMessage order, Exception e) {
        try {
            channel.send(new ProbeMessage(
                    ProbeMessage.Kind.FAILED,
                    order.test(),
                    order.peer(),
                    new long[0],
                    order.kind() + " with member " + order.peer() + ": " + words(e)));
        } catch (IOException lost) {
            // Whoever reads this channel sees that it broke.
            e.addSuppressed(lost);
        }
    }

    private static String words(Exception e) {
        @Nullable String message = e.getMessage();
        return message == null ? e.getClass().getSimpleName() : message;
    }

    private Socket[] streamsOf(ProbeMessage order) {
        return Arrays.copyOf(streams[order.peer()], (int) order.values()[0]);
    }

    private void ping(ProbeMessage order) throws IOException {
        Socket socket = streams[order.peer()][0];
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] question = new byte[Long.BYTES];
        ByteBuffer answer = ByteBuffer.allocate(2 * Long.BYTES);
        int exchanges = (int) order.values()[0];
        long[] stamps = new long[STAMPS * exchanges];
        for (int i = 0; i < exchanges; i++) {
            long sent = System.nanoTime();
            socket.getOutputStream().write(question);
            in.readFully(answer.array());
            long arrived = System.nanoTime();
            stamps[STAMPS * i] = sent;
            stamps[STAMPS * i + 1] = answer.getLong(0);
            stamps[STAMPS * i + 2] = answer.getLong(Long.BYTES);
            stamps[STAMPS * i + 3] = arrived;
        }
        channel.send(ProbeMessage.of(ProbeMessage.Kind.STAMPS, order.test(), order.peer(), stamps));
    }

    private void echo(ProbeMessage order) throws IOException {
        Socket socket = streams[order.peer()][0];
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] question = new byte[Long.BYTES];
        ByteBuffer answer = ByteBuffer.allocate(2 * Long.BYTES);
        for (int i = 0; i < order.values()[0]; i++) {
            in.readFully(question);
            answer.putLong(0, System.nanoTime());
            answer.putLong(Long.BYTES, System.nanoTime());
            socket.getOutputStream().write(answer.array());
        }
    }
}
