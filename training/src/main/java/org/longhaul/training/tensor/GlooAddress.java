package org.longhaul.training.tensor;

import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.net.UnknownHostException;
import java.nio.BufferUnderflowException;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.ArrayList;
import java.util.List;

/**
 * What Gloo tells the others about a member: where it listens, and the numbers by which each of them is to say who it is.
 *
 * <p>Layout: the host's name with its length, {@code struct sockaddr_storage} and a number with their length, and one number a
 * member; lengths and numbers have eight bytes, of this machine's order. Gloo reads it without a check: what comes from others
 * is checked here.
 *
 * @param listener address and port
 * @param numbers by member
 */
record GlooAddress(InetSocketAddress listener, List<Long> numbers) {
    private static final int STORAGE = 128;
    private static final int AF_INET = 2;
    private static final int AF_INET6 = 10;
    private static final int LONGEST_NAME = 256;

    /**
     * Reads an address.
     *
     * @throws TensorException if it is none of a group of this size
     */
    static GlooAddress parse(byte[] bytes, int members) {
        try {
            ByteBuffer buffer = ByteBuffer.wrap(bytes).order(ByteOrder.nativeOrder());
            long name = buffer.getLong();
            if (name < 0 || name > LONGEST_NAME) {
                throw new TensorException("a host's name has " + name + " characters");
            }
            buffer.position(buffer.position() + (int) name);
            if (buffer.getLong() != STORAGE + Long.BYTES) {
                throw new TensorException("a member's address has another length than Gloo's here");
            }
            InetSocketAddress listener = socketAddress(buffer.slice().order(ByteOrder.nativeOrder()));
            buffer.position(buffer.position() + STORAGE + Long.BYTES);
            if (buffer.remaining() != members * Long.BYTES) {
                throw new TensorException("a member's address is not for a group of " + members);
            }
            List<Long> numbers = new ArrayList<>();
            while (buffer.hasRemaining()) {
                numbers.add(buffer.getLong());
            }
            return new GlooAddress(listener, numbers);
        } catch (BufferUnderflowException | IllegalArgumentException e) {
            throw new TensorException("a member's address of " + bytes.length + " bytes is cut short");
        }
    }

    /** Address and port of a {@code struct sockaddr_in} or {@code sockaddr_in6}. */
    static InetSocketAddress socketAddress(ByteBuffer storage) {
        int family = storage.getShort(0);
        int port = Short.toUnsignedInt(
                storage.duplicate().order(ByteOrder.BIG_ENDIAN).getShort(2));
        if (family != AF_INET && family != AF_INET6) {
            throw new TensorException("a member listens at an address of family " + family);
        }
        byte[] address = new byte[family == AF_INET ? 4 : 16];
        storage.get(family == AF_INET ? 4 : 8, address);
        try {
            return new InetSocketAddress(InetAddress.getByAddress(address), port);
        } catch (UnknownHostException e) {
            throw new IllegalStateException(e);
        }
    }

    /** The same for Gloo to read; without the host's name and what else lay in Gloo's memory. */
    byte[] encoded() {
        byte[] address = listener.getAddress().getAddress();
        ByteBuffer buffer = ByteBuffer.allocate(2 * Long.BYTES + STORAGE + Long.BYTES * (1 + numbers.size()))
                .order(ByteOrder.nativeOrder());
        buffer.putLong(0).putLong(STORAGE + Long.BYTES);
        int start = buffer.position();
        buffer.putShort((short) (address.length == 4 ? AF_INET : AF_INET6));
        buffer.put((byte) (listener.getPort() >> 8)).put((byte) listener.getPort());
        buffer.position(start + (address.length == 4 ? 4 : 8));
        buffer.put(address);
        buffer.position(start + STORAGE);
        buffer.putLong(-1);
        for (long number : numbers) {
            buffer.putLong(number);
        }
        return buffer.array();
    }
}
