package org.longhaul.wire.probe;

import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.EOFException;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.util.Arrays;
import java.util.List;

/**
 * An order to a member, or its report.
 *
 * @param test number of the test
 * @param peer the other member that it is about
 * @param values numbers, by kind
 * @param text by kind
 */
@SuppressWarnings("ArrayRecordComponent") // equals and hashCode look into it
record ProbeMessage(Kind kind, int test, int peer, long[] values, String text) {
    private static final int MOST_VALUES = 100_000;
    private static final int LONGEST_TEXT = 64 << 20;

    /** What a message says. */
    enum Kind {
        /** Order: exchange stamps; values: how many times. */
        PING,
        /** Order: answer as many. */
        ECHO,
        /** Order: send; values: number of connections, most bytes, most nanoseconds. */
        SEND,
        /** Order: receive until the end; values: number of connections. */
        RECEIVE,
        /** Order: let what is being sent in this test end. */
        STOP,
        /** Order: all is done; text: what was found. */
        END,
        /** Report: who is there; text: facts. */
        HELLO,
        /** Report: values: four stamps an exchange. */
        STAMPS,
        /** Report: values: pairs of a time and the bytes that had come by then. */
        CAME,
        /** Report: the last bytes have come; values as of CAME. */
        RECEIVED,
        /** Report, or order to end: text: what went wrong. */
        FAILED
    }

    private static final List<Kind> KINDS = List.of(Kind.values());

    static ProbeMessage of(Kind kind, int test, int peer, long... values) {
        return new ProbeMessage(kind, test, peer, values, "");
    }

    static ProbeMessage of(Kind kind, String text) {
        return new ProbeMessage(kind, 0, 0, new long[0], text);
    }

    void write(DataOutputStream out) throws IOException {
        byte[] words = text.getBytes(StandardCharsets.UTF_8);
        out.writeByte(KINDS.indexOf(kind));
        out.writeInt(test);
        out.writeInt(peer);
        out.writeInt(values.length);
        for (long each : values) {
            out.writeLong(each);
        }
        out.writeInt(words.length);
        out.write(words);
        out.flush();
    }

    /** Reads a message. @throws IOException if it is none */
    static ProbeMessage read(DataInputStream in) throws IOException {
        int kind = in.read();
        if (kind < 0) {
            throw new EOFException("the connection ended");
        }
        if (kind >= KINDS.size()) {
            throw new IOException("a message of kind " + kind + " came; allowed: 0 to " + (KINDS.size() - 1));
        }
        int test = in.readInt();
        int peer = in.readInt();
        long[] values = new long[bounded("values", in.readInt(), MOST_VALUES)];
        for (int i = 0; i < values.length; i++) {
            values[i] = in.readLong();
        }
        int length = bounded("bytes of text", in.readInt(), LONGEST_TEXT);
        byte[] words = in.readNBytes(length);
        if (words.length < length) {
            throw new EOFException("the connection ended within a message");
        }
        return new ProbeMessage(KINDS.get(kind), test, peer, values, new String(words, StandardCharsets.UTF_8));
    }

    private static int bounded(String what, int count, int most) throws IOException {
        if (count < 0 || count > most) {
            throw new IOException("a message of " + count + " " + what + " came; allowed: 0 to " + most);
        }
        return count;
    }

    @Override
    public boolean equals(Object other) {
        return other instanceof ProbeMessage that
                && kind == that.kind
                && test == that.test
                && peer == that.peer
                && Arrays.equals(values, that.values)
                && text.equals(that.text);
    }

    @Override
    public int hashCode() {
        return Arrays.hashCode(values) + 31 * text.hashCode() + KINDS.indexOf(kind);
    }

    @Override
    public String toString() {
        return kind + " " + test + " " + peer + " " + Arrays.toString(values) + " " + text;
    }
}
