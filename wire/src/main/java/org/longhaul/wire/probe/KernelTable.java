package org.longhaul.wire.probe;

import java.io.IOException;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.HashMap;
import java.util.Map;
import java.util.TreeMap;
import java.util.regex.Matcher;
import java.util.regex.Pattern;

/** The established TCP connections of this process, as {@code /proc} lists them. */
final class KernelTable {
    private static final Pattern SOCKET = Pattern.compile("socket:\\[(\\d+)]");
    /** local_address rem_address st ... inode, as in {@code Documentation/networking/proc_net_tcp.rst} of Linux. */
    private static final Pattern ROW =
            Pattern.compile("\\s*\\d+: (\\p{XDigit}+):(\\p{XDigit}{4}) (\\p{XDigit}+):(\\p{XDigit}{4}) (\\p{XDigit}{2})"
                    + "(?:\\s+\\S+){5}\\s+(\\d+).*");

    private static final String ESTABLISHED = "01";

    private final Path process;

    /** @param process the folder of this process in {@code /proc} */
    KernelTable(Path process) {
        this.process = process;
    }

    /** The ends of a connection. */
    record Ends(InetSocketAddress local, InetSocketAddress peer) {}

    /** Returns the connections by the descriptor that this process has of them, ascending. */
    Map<Integer, Ends> connections() throws IOException {
        Map<String, Ends> byInode = new HashMap<>();
        for (String table : new String[] {"net/tcp", "net/tcp6"}) {
            Path file = process.resolve(table);
            if (Files.exists(file)) {
                for (String line : Files.readAllLines(file)) {
                    Matcher row = ROW.matcher(line);
                    if (row.matches() && row.group(5).equals(ESTABLISHED)) {
                        byInode.put(
                                row.group(6),
                                new Ends(end(row.group(1), row.group(2)), end(row.group(3), row.group(4))));
                    }
                }
            }
        }
        Map<Integer, Ends> found = new TreeMap<>();
        try (DirectoryStream<Path> descriptors = Files.newDirectoryStream(process.resolve("fd"))) {
            for (Path each : descriptors) {
                Matcher socket = SOCKET.matcher(target(each));
                Ends ends = socket.matches() ? byInode.get(socket.group(1)) : null;
                if (ends != null) {
                    found.put(Integer.parseInt(each.getFileName().toString()), ends);
                }
            }
        }
        return found;
    }

    private static String target(Path descriptor) {
        try {
            return Files.readSymbolicLink(descriptor).toString();
        } catch (IOException e) {
            // Closed since it was listed.
            return "";
        }
    }

    /** The kernel writes an address as words of 32 bits, each as this machine orders bytes; all that Java 17 runs on here is little-endian. */
    private static InetSocketAddress end(String address, String port) throws IOException {
        byte[] bytes = new byte[address.length() / 2];
        for (int i = 0; i < bytes.length; i++) {
            int from = 2 * ((i & ~3) + 3 - (i & 3));
            bytes[i] = (byte) Integer.parseInt(address.substring(from, from + 2), 16);
        }
        // Of an IPv4 address within IPv6 Java makes the IPv4 address.
        return new InetSocketAddress(InetAddress.getByAddress(bytes), Integer.parseInt(port, 16));
    }
}
