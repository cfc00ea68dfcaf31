package org.longhaul.wire.lab;

import com.sun.jna.Memory;
import com.sun.jna.Native;
import com.sun.jna.Pointer;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import org.jspecify.annotations.Nullable;

/**
 * The calls of 64-bit Linux that the JDK has no door to. Touched on Linux only: its first use binds the C library.
 *
 * <p>Descriptors are closed in programs that this one starts.
 */
final class Linux {
    private static final int READ_ONLY = 0;
    private static final int READ_AND_WRITE = 2;
    private static final int NON_BLOCKING = 0x800;
    private static final int CLOSE_ON_EXEC = 0x80000;

    private static final int NEW_NETWORK = 0x40000000;

    private static final long TUN_SET_INTERFACE = 0x400454caL;
    private static final short TAP_WITHOUT_HEADER = 0x1002;
    private static final long SOCKET_ETHTOOL = 0x8946;
    private static final int SET_TCP_SEGMENTATION = 0x1f;
    private static final int SET_GENERIC_SEGMENTATION = 0x24;
    private static final int SET_GENERIC_RECEIVE = 0x2c;
    /** {@code struct ifreq}: a name of 16 bytes and a union of 24. */
    private static final int INTERFACE_REQUEST = 40;

    private static final int NAME_BYTES = 16;

    private static final int INTERNET = 2;
    private static final int DATAGRAM = 2 | CLOSE_ON_EXEC;

    /** {@code struct pollfd}: a descriptor, what is waited for, what there is. */
    private static final long POLLED_BYTES = 8;

    private static final short READABLE = 1;
    private static final int SET_TIMER_SLACK = 29;
    private static final int FIRST_IN_FIRST_OUT = 1;

    static {
        Native.register(Linux.class, "c");
    }

    private Linux() {}

    private static native int open(String path, int flags);

    private static native int close(int descriptor);

    private static native int setns(int descriptor, int kind);

    private static native int ioctl(int descriptor, long request, @Nullable Pointer argument);

    private static native int socket(int domain, int type, int protocol);

    private static native int pipe2(Pointer descriptors, int flags);

    private static native int poll(Pointer descriptors, long count, int milliseconds);

    private static native int prctl(int option, long first, long second, long third, long fourth);

    private static native int sched_setscheduler(int thread, int policy, Pointer parameter);

    /** Reads at most {@code count} bytes to an address; -1 on an error. */
    static native long read(int descriptor, long address, long count);

    /** Writes {@code count} bytes from an address; -1 on an error. */
    static native long write(int descriptor, long address, long count);

    /** Has the calling thread, and it alone, be in a network namespace from now on. */
    static void enterNetwork(Path namespace) throws IOException {
        int descriptor = open(namespace.toString(), READ_ONLY | CLOSE_ON_EXEC);
        if (descriptor < 0) {
            throw failure("open " + namespace);
        }
        try {
            if (setns(descriptor, NEW_NETWORK) < 0) {
                throw failure("setns " + namespace);
            }
        } finally {
            close(descriptor);
        }
    }

    /** Makes a TAP device in the network namespace of the calling thread and returns its descriptor, which does not block. */
    static int openTap(String name) throws IOException {
        int descriptor = open("/dev/net/tun", READ_AND_WRITE | NON_BLOCKING | CLOSE_ON_EXEC);
        if (descriptor < 0) {
            throw failure("open /dev/net/tun");
        }
        try (Memory request = request(name)) {
            request.setShort(NAME_BYTES, TAP_WITHOUT_HEADER);
            if (ioctl(descriptor, TUN_SET_INTERFACE, request) < 0) {
                IOException failure = failure("TUNSETIFF " + name);
                close(descriptor);
                throw failure;
            }
        }
        return descriptor;
    }

    /**
     * Has packets of a device of the calling thread's network namespace be no longer than the wire's. What a kernel does not
     * know is left as it is.
     */
    static void switchOffloadsOff(String device) throws IOException {
        int socket = socket(INTERNET, DATAGRAM, 0);
        if (socket < 0) {
            throw failure("socket");
        }
        try (Memory value = new Memory(2L * Integer.BYTES);
                Memory request = request(device)) {
            for (int command : new int[] {SET_TCP_SEGMENTATION, SET_GENERIC_SEGMENTATION, SET_GENERIC_RECEIVE}) {
                value.setInt(0, command);
                value.setInt(Integer.BYTES, 0);
                request.setPointer(NAME_BYTES, value);
                ioctl(socket, SOCKET_ETHTOOL, request);
            }
        } finally {
            close(socket);
        }
    }

    /** Makes a pipe that blocks nobody; returns the descriptors to read from and to write to. */
    static int[] openPipe() throws IOException {
        try (Memory ends = new Memory(2L * Integer.BYTES)) {
            if (pipe2(ends, NON_BLOCKING | CLOSE_ON_EXEC) < 0) {
                throw failure("pipe2");
            }
            return ends.getIntArray(0, 2);
        }
    }

    /** Memory for {@link #awaitReadable}. */
    static Memory pollFor(int first, int second) {
        Memory memory = new Memory(2 * POLLED_BYTES);
        memory.setInt(0, first);
        memory.setShort(Integer.BYTES, READABLE);
        memory.setInt(POLLED_BYTES, second);
        memory.setShort(POLLED_BYTES + Integer.BYTES, READABLE);
        return memory;
    }

    /** Waits until there is something to read from one of two descriptors; returns whether there is from the second. */
    static boolean awaitReadable(Memory poll) {
        return poll(poll, 2, -1) > 0 && (poll.getShort(POLLED_BYTES + Integer.BYTES + Short.BYTES) & READABLE) != 0;
    }

    /**
     * Has the calling thread be woken as exactly as the system lets it: timers without slack and, where allowed, before all
     * ordinary threads.
     */
    static void bePunctual() {
        prctl(SET_TIMER_SLACK, 1, 0, 0, 0);
        try (Memory priority = new Memory(Integer.BYTES)) {
            priority.setInt(0, 1);
            sched_setscheduler(0, FIRST_IN_FIRST_OUT, priority);
        }
    }

    private static Memory request(String name) {
        Memory request = new Memory(INTERFACE_REQUEST);
        request.clear();
        byte[] bytes = name.getBytes(StandardCharsets.US_ASCII);
        if (bytes.length >= NAME_BYTES) {
            throw new IllegalArgumentException("device name " + name + " is too long");
        }
        request.write(0, bytes, 0, bytes.length);
        return request;
    }

    private static IOException failure(String what) {
        return new IOException(what + ": error " + Native.getLastError());
    }
}
