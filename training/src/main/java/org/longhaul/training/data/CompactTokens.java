package org.longhaul.training.data;

import java.util.Arrays;

/** Token ids in the smallest array that holds the vocabulary: one, two or four bytes each. Append, then read. */
final class CompactTokens {
    private final int width;
    private byte[] bytes = new byte[0];
    private short[] shorts = new short[0];
    private int[] ints = new int[0];
    private int size;

    CompactTokens(int vocabulary, int capacity) {
        width = vocabulary <= 1 << 8 ? 1 : vocabulary <= 1 << 16 ? 2 : 4;
        reserve(capacity);
    }

    int size() {
        return size;
    }

    /** Memory in use, bytes. */
    long memoryBytes() {
        return bytes.length + 2L * shorts.length + 4L * ints.length;
    }

    int get(int index) {
        return switch (width) {
            case 1 -> bytes[index] & 0xff;
            case 2 -> shorts[index] & 0xffff;
            default -> ints[index];
        };
    }

    void add(int token) {
        if (size == capacity()) {
            long wanted = Math.max(1024, size + (size >> 1) + 1L);
            if (size >= Integer.MAX_VALUE - 16) {
                throw new DataException("the corpus has more than " + size + " tokens, the most that one run can hold"
                        + "\nMaybe limit the number of documents.");
            }
            reserve((int) Math.min(wanted, Integer.MAX_VALUE - 16));
        }
        switch (width) {
            case 1 -> bytes[size] = (byte) token;
            case 2 -> shorts[size] = (short) token;
            default -> ints[size] = token;
        }
        size++;
    }

    void addAll(CompactTokens other, int from, int to) {
        for (int i = from; i < to; i++) {
            add(other.get(i));
        }
    }

    /** Copies {@code count} tokens from {@code from} on into {@code target}. */
    void copy(int from, int count, long[] target, int at) {
        for (int i = 0; i < count; i++) {
            target[at + i] = get(from + i);
        }
    }

    /** FNV-1a over the tokens, 64 bits. */
    long hash() {
        long hash = 0xcbf29ce484222325L;
        for (int i = 0; i < size; i++) {
            hash = (hash ^ get(i)) * 0x100000001b3L;
        }
        return hash;
    }

    void trim() {
        reserve(size);
    }

    /**
     * Half of the memory is for a corpus while it grows: the workers' shards are copies of it.
     *
     * @throws DataException if so many bytes are more
     */
    static void requireRoom(long bytes, String read) {
        long most = Runtime.getRuntime().maxMemory();
        if (bytes > most / 2) {
            throw new DataException("the corpus does not fit into the memory of this program: " + read
                    + " were read, and it may use " + most / 1_000_000
                    + " MB\nMaybe limit the number of documents, or give Java more with -Xmx.");
        }
    }

    private int capacity() {
        return width == 1 ? bytes.length : width == 2 ? shorts.length : ints.length;
    }

    private void reserve(int capacity) {
        // Growing holds the old array beside the new one.
        if (capacity > size) {
            requireRoom(width * ((long) size + capacity), size + " tokens");
        }
        switch (width) {
            case 1 -> bytes = Arrays.copyOf(bytes, capacity);
            case 2 -> shorts = Arrays.copyOf(shorts, capacity);
            default -> ints = Arrays.copyOf(ints, capacity);
        }
    }
}
