package org.longhaul.training.tensor;

import com.google.common.base.Splitter;
import java.io.IOException;
import java.io.UncheckedIOException;
import java.net.InetSocketAddress;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/**
 * The TCP sockets of this machine and process, and its files, as Linux lists them.
 *
 * <p>Addresses are the kernel's hexadecimal ones, in which both ends of a connection list the same two.
 */
final class OpenSockets {
    private static final Path PROCESS = Path.of("/proc/self");
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)\\]");
    private static final String ESTABLISHED = "01";
    private static final String LISTENING = "0A";

    private final List<Row> rows = new ArrayList<>();

    /** Descriptors of this process by the socket's number. */
    private final Map<String, Integer> own = new HashMap<>();

    /** A line of the kernel's table. */
    private record Row(String local, String remote, String state, String number) {}

    private OpenSockets() {}

    /** Whether this system lists its sockets so. */
    static boolean listed() {
        return Files.isReadable(PROCESS.resolve("net/tcp")) && Files.isDirectory(PROCESS.resolve("fd"));
    }

    /** Reads them as they are now. */
    static OpenSockets now() {
        OpenSockets sockets = new OpenSockets();
        try {
            sockets.readDescriptors();
            for (String table : List.of("net/tcp", "net/tcp6")) {
                if (Files.isReadable(PROCESS.resolve(table))) {
                    sockets.readTable(PROCESS.resolve(table));
                }
            }
        } catch (IOException e) {
            throw new UncheckedIOException("the sockets of this process cannot be listed", e);
        }
        return sockets;
    }

    private void readDescriptors() throws IOException {
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(PROCESS.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                Matcher socket = SOCKET.matcher(target(descriptor));
                if (socket.matches()) {
                    own.put(
                            socket.group(1),
                            Integer.valueOf(descriptor.getFileName().toString()));
                }
            }
        }
    }

    /** The path by which this process reaches a file that it has open, also when it has no other any more. */
    static Optional<Path> descriptorOf(Path file) throws IOException {
        if (!listed()) {
            return Optional.empty();
        }
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(PROCESS.resolve("fd"))) {
            for (Path descriptor : descriptors) {
                if (target(descriptor).equals(file.toString())) {
                    return Optional.of(descriptor);
                }
            }
        }
        return Optional.empty();
    }

    /** What a descriptor stands for; nothing if it was closed in the meantime. */
    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            return "";
        }
    }

    private void readTable(Path table) throws IOException {
        List<String> lines = Files.readAllLines(table);
        for (String line : lines.subList(1, lines.size())) {
            List<String> cells = Splitter.on(' ').omitEmptyStrings().splitToList(line);
            rows.add(new Row(cells.get(1), cells.get(2), cells.get(3), cells.get(9)));
        }
    }

    /**
     * Returns the descriptor by which this process listens at an address.
     *
     * @throws IllegalStateException if it does not
     */
    int listener(InetSocketAddress address) {
        String local = kernelText(address);
        for (Row row : rows) {
            Integer descriptor = own.get(row.number);
            if (descriptor != null && row.state.equals(LISTENING) && row.local.equals(local)) {
                return descriptor;
            }
        }
        throw new IllegalStateException("this process does not listen at " + address);
    }

    /** The far ends of all connections to a listener, in whatever state. */
    Set<String> connectedTo(InetSocketAddress listener) {
        String local = kernelText(listener);
        Set<String> ends = new TreeSet<>();
        for (Row row : rows) {
            if (row.local.equals(local) && !row.state.equals(LISTENING)) {
                ends.add(row.remote);
            }
        }
        return ends;
    }

    /** Whether this process has a connection to one of these far ends that neither end has closed. */
    boolean established(Set<String> farEnds) {
        for (Row row : rows) {
            if (row.state.equals(ESTABLISHED) && farEnds.contains(row.remote) && own.containsKey(row.number)) {
                return true;
            }
        }
        return false;
    }

    /** The near ends of this process's own connections to a listener elsewhere. */
    Set<String> ownTo(InetSocketAddress listener) {
        String remote = kernelText(listener);
        Set<String> ends = new TreeSet<>();
        for (Row row : rows) {
            if (row.remote.equals(remote) && own.containsKey(row.number)) {
                ends.add(row.local);
            }
        }
        return ends;
    }

    /** An address as the kernel lists it: words of four bytes in this machine's order, and the port. */
    static String kernelText(InetSocketAddress address) {
        ByteBuffer bytes = ByteBuffer.wrap(address.getAddress().getAddress()).order(ByteOrder.nativeOrder());
        StringBuilder text = new StringBuilder();
        while (bytes.hasRemaining()) {
            text.append(String.format(Locale.ROOT, "%08X", bytes.getInt()));
        }
        return text.append(String.format(Locale.ROOT, ":%04X", address.getPort()))
                .toString();
    }
}
