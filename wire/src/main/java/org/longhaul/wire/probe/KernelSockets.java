package org.longhaul.wire.probe;

import com.sun.jna.LastErrorException;
import com.sun.jna.Library;
import com.sun.jna.Native;
import com.sun.jna.ptr.IntByReference;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
import org.jspecify.annotations.Nullable;

/**
 * Socket options that Java does not offer, by the C library. The layout of {@code struct tcp_info} and the numbers are those of
 * {@code linux/tcp.h} and {@code asm-generic/socket.h}, which the kernel never changes but only adds to.
 */
final class KernelSockets {
    private static final int IPPROTO_TCP = 6;
    private static final int TCP_INFO = 11;
    private static final int TCP_CONGESTION = 13;
    private static final int SOL_SOCKET = 1;
    private static final int SO_SNDBUF = 7;
    private static final int SO_RCVBUF = 8;
    /** Where tcpi_bytes_retrans ends; Linux 4.19 and later. */
    private static final int LEAST_BYTES = 216;

    private static final int NAME_BYTES = 16;

    private final LibC libC;

    private KernelSockets(LibC libC) {
        this.libC = libC;
    }

    /** What is called of the C library. */
    interface LibC extends Library {
        int getsockopt(int socket, int level, int name, byte[] value, IntByReference length) throws LastErrorException;
    }

    /**
     * The kernel's own counters of a connection.
     *
     * @param bytesSent payload, what was sent again included
     * @param bytesAcked payload that the other end has confirmed
     * @param bytesReceived payload, once
     * @param segmentsOut packets, those without payload included
     */
    record TcpInfo(
            long bytesSent,
            long bytesAcked,
            long bytesReceived,
            long bytesSentAgain,
            long segmentsOut,
            long segmentsIn,
            int segmentBytes,
            int pathMtu,
            long smoothedRttMicros,
            long leastRttMicros) {}

    /**
     * Loads the C library.
     *
     * @throws UnsatisfiedLinkError if it cannot be loaded
     */
    static KernelSockets load() {
        return new KernelSockets(Native.load("c", LibC.class));
    }

    /** Returns the counters of a connection, or null where the descriptor is none any more or the kernel is too old. */
    @Nullable
    TcpInfo info(int descriptor) {
        ByteBuffer value = option(descriptor, IPPROTO_TCP, TCP_INFO, 512);
        if (value == null || value.limit() < LEAST_BYTES) {
            return null;
        }
        return new TcpInfo(
                value.getLong(200),
                value.getLong(120),
                value.getLong(128),
                value.getLong(208),
                Integer.toUnsignedLong(value.getInt(136)),
                Integer.toUnsignedLong(value.getInt(140)),
                value.getInt(16),
                value.getInt(60),
                Integer.toUnsignedLong(value.getInt(68)),
                Integer.toUnsignedLong(value.getInt(148)));
    }

    /** Returns the name of a connection's congestion control; empty where the descriptor is none any more. */
    String congestionControl(int descriptor) {
        ByteBuffer value = option(descriptor, IPPROTO_TCP, TCP_CONGESTION, NAME_BYTES);
        if (value == null) {
            return "";
        }
        String name = StandardCharsets.US_ASCII.decode(value).toString();
        int end = name.indexOf('\0');
        return end < 0 ? name : name.substring(0, end);
    }

    /** Returns the bytes that the kernel has set aside for what is to be sent, its own bookkeeping included. */
    int sendBuffer(int descriptor) {
        return number(descriptor, SO_SNDBUF);
    }

    /** The same for what was received. */
    int receiveBuffer(int descriptor) {
        return number(descriptor, SO_RCVBUF);
    }

    private int number(int descriptor, int name) {
        ByteBuffer value = option(descriptor, SOL_SOCKET, name, Integer.BYTES);
        return value == null ? 0 : value.getInt(0);
    }

    private @Nullable ByteBuffer option(int descriptor, int level, int name, int bytes) {
        byte[] value = new byte[bytes];
        IntByReference length = new IntByReference(bytes);
        try {
            libC.getsockopt(descriptor, level, name, value, length);
        } catch (LastErrorException e) {
            // Closed meanwhile by another thread, or no TCP socket.
            return null;
        }
        return ByteBuffer.wrap(value, 0, length.getValue()).order(ByteOrder.nativeOrder());
    }
}
