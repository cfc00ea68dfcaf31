package org.longhaul.wire.lab;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.ServerSocket;
import java.net.Socket;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.FutureTask;
import java.util.function.Consumer;

/**
 * What TCP makes of a laboratory between two of its hosts: whether it is the network that was asked for.
 *
 * <p>Both ends are threads of this program, in the hosts' namespaces; where the system lets them they go before ordinary ones,
 * so that a busy machine is not taken for a slow network.
 *
 * @param roundTripNanos the least of some round trips of one byte
 * @param statedNanos the round trip of the topology
 * @param transfers amounts of data on connections of their own
 * @param thereBytesPerSecond payload of one connection there while another one brings data back
 * @param backBytesPerSecond payload of the one back
 */
public record LabCheck(
        long roundTripNanos,
        long statedNanos,
        List<Transfer> transfers,
        double thereBytesPerSecond,
        double backBytesPerSecond) {
    private static final int ROUND_TRIPS = 20;
    private static final int REPETITIONS = 5;
    private static final long[] AMOUNTS = {10_000, 100_000, 1_000_000, 10_000_000};
    private static final int PIECE = 1 << 16;
    private static final int CONNECT_MILLIS = 10_000;
    private static final double NANOS_PER_SECOND = 1e9;

    /**
     * An amount of data on new connections.
     *
     * @param bytes of payload
     * @param nanos from the attempt to connect to the last byte that the receiver read: the median of five
     * @param simulatedNanos what the {@code flow} model of the simulator says it takes
     */
    public record Transfer(long bytes, long nanos, long simulatedNanos) {}

    /** Copies the list. */
    public LabCheck {
        transfers = List.copyOf(transfers);
    }

    /**
     * Measures; takes some seconds and both ways' time.
     *
     * @param both how long data goes both ways, of which the second half counts
     * @param progress told what is measured now
     */
    public static LabCheck of(Laboratory lab, String from, String to, Duration both, Consumer<String> progress)
            throws IOException {
        Ends ends = new Ends(lab, from, to);
        progress.accept("round trips from " + from + " to " + to);
        long roundTrip = ends.withConnection(ends::leastRoundTrip);
        List<Transfer> transfers = new ArrayList<>();
        for (long amount : AMOUNTS) {
            progress.accept(REPETITIONS + " transfers of " + amount + " bytes");
            long[] nanos = new long[REPETITIONS];
            for (int i = 0; i < REPETITIONS; i++) {
                nanos[i] = ends.transfer(amount);
            }
            Arrays.sort(nanos);
            transfers.add(new Transfer(amount, nanos[REPETITIONS / 2], lab.forecast(from, to, amount)));
        }
        progress.accept("data both ways");
        double[] rates = ends.bothWays(both.toNanos());
        return new LabCheck(roundTrip, lab.statedRoundTrip(from, to), transfers, rates[0], rates[1]);
    }

    /** Two hosts, and what their connections do. */
    private static final class Ends {
        private final Laboratory lab;
        private final String from;
        private final String to;

        Ends(Laboratory lab, String from, String to) {
            this.lab = lab;
            this.from = from;
            this.to = to;
        }

        private ServerSocket listen() {
            return lab.on(to, () -> new ServerSocket(0, 1, InetAddress.getByName(lab.address(to))));
        }

        private Socket connect(ServerSocket door) throws IOException {
            Socket socket = new Socket();
            socket.setTcpNoDelay(true);
            socket.connect(new InetSocketAddress(door.getInetAddress(), door.getLocalPort()), CONNECT_MILLIS);
            return socket;
        }

        /** Something done over a connection, with its two ends. */
        private interface Use<T> {
            T over(Socket here, Socket there) throws IOException;
        }

        <T> T withConnection(Use<T> use) throws IOException {
            try (ServerSocket door = listen();
                    Socket here = lab.on(from, () -> connect(door));
                    Socket there = door.accept()) {
                there.setTcpNoDelay(true);
                return use.over(here, there);
            }
        }

        Long leastRoundTrip(Socket here, Socket there) throws IOException {
            FutureTask<Void> echo = begin(() -> {
                for (int i = 0; i < ROUND_TRIPS; i++) {
                    there.getOutputStream().write(there.getInputStream().read());
                }
                return null;
            });
            FutureTask<Long> asking = begin(() -> {
                long least = Long.MAX_VALUE;
                for (int i = 0; i < ROUND_TRIPS; i++) {
                    long begun = System.nanoTime();
                    here.getOutputStream().write(i);
                    if (here.getInputStream().read() != i) {
                        throw new IOException("another byte came back");
                    }
                    least = Math.min(least, System.nanoTime() - begun);
                }
                return least;
            });
            long least = result(asking);
            result(echo);
            return least;
        }

        long transfer(long bytes) throws IOException {
            try (ServerSocket door = listen()) {
                FutureTask<Long> receiver = begin(() -> {
                    try (Socket there = door.accept()) {
                        received(there, bytes, Long.MAX_VALUE);
                        return System.nanoTime();
                    }
                });
                long begun = lab.on(from, () -> {
                    Linux.bePunctual();
                    long now = System.nanoTime();
                    try (Socket here = connect(door)) {
                        send(here, bytes, Long.MAX_VALUE);
                    }
                    return now;
                });
                return result(receiver) - begun;
            }
        }

        /** Bytes a second of each direction in the second half of the time. */
        double[] bothWays(long nanos) throws IOException {
            return withConnection((here, there) -> withConnection((other, more) -> {
                long half = System.nanoTime() + nanos / 2;
                long end = half + nanos / 2;
                FutureTask<?> sent = begin(() -> send(here, Long.MAX_VALUE, end));
                FutureTask<?> sentBack = begin(() -> send(more, Long.MAX_VALUE, end));
                FutureTask<Double> forth = begin(() -> rate(there, half, end));
                FutureTask<Double> back = begin(() -> rate(other, half, end));
                double[] rates = {result(forth), result(back)};
                sent.cancel(true);
                sentBack.cancel(true);
                return rates;
            }));
        }

        private static double rate(Socket socket, long half, long end) throws IOException {
            received(socket, Long.MAX_VALUE, half);
            long begun = System.nanoTime();
            long bytes = received(socket, Long.MAX_VALUE, end);
            return bytes * NANOS_PER_SECOND / (System.nanoTime() - begun);
        }

        /** Reads an amount, or until a time; returns how much. */
        private static long received(Socket socket, long amount, long until) throws IOException {
            InputStream in = socket.getInputStream();
            byte[] piece = new byte[PIECE];
            long got = 0;
            while (got < amount && System.nanoTime() < until) {
                int read = in.read(piece);
                if (read < 0) {
                    break;
                }
                got += read;
            }
            return got;
        }

        /** Writes an amount, or until a time or the other end's. */
        private static long send(Socket socket, long amount, long until) throws IOException {
            OutputStream out = socket.getOutputStream();
            byte[] piece = new byte[PIECE];
            long sent = 0;
            while (sent < amount && System.nanoTime() < until) {
                int length = (int) Math.min(piece.length, amount - sent);
                out.write(piece, 0, length);
                sent += length;
            }
            return sent;
        }

        private static <T> FutureTask<T> begin(Callable<T> work) {
            FutureTask<T> task = new FutureTask<>(() -> {
                Linux.bePunctual();
                return work.call();
            });
            Thread thread = new Thread(task, "laboratory-check");
            thread.setDaemon(true);
            thread.start();
            return task;
        }

        private static <T> T result(FutureTask<T> task) throws IOException {
            try {
                return task.get();
            } catch (ExecutionException e) {
                throw new IOException(e.getCause());
            } catch (InterruptedException e) {
                Thread.currentThread().interrupt();
                throw new IOException(e);
            }
        }
    }
}
