package org.longhaul.wire.rendezvous;

import java.io.ByteArrayInputStream;
import java.io.ByteArrayOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.charset.CodingErrorAction;
import java.nio.charset.StandardCharsets;
import java.util.Map;
import java.util.TreeMap;

/** What members and the rendezvous say to each other. */
sealed interface Message {
    /** The longest text: a key, a name, a reason. */
    int LONGEST_TEXT = 1 << 16;

    /** The most entries of a table. */
    int MOST_ENTRIES = 256;

    /** A member introduces itself: the first message of all. */
    record Join(int rank, String host, Map<String, String> facts) implements Message {}

    /** It is taken in. */
    record Welcome(int members, String run, long patienceMillis) implements Message {}

    /** It is not, or no longer. */
    record Refused(String why) implements Message {}

    /** Writes into the address book. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Put(String key, byte[] value) implements Message {}

    /** Asks the address book; the answer comes when it is there. */
    record Get(long id, String key) implements Message {}

    /** The answer. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Value(long id, byte[] value) implements Message {}

    /** Waits until so many members are there. */
    record Barrier(long id, String name, int members) implements Message {}

    /** They are. */
    record Met(long id) implements Message {}

    /** What was asked for cannot be had. */
    record Failed(long id, String why) implements Message {}

    /** Still there. */
    record Alive() implements Message {}

    /** Asks for the time there, having sent this at {@code sentNanos} of the own clock. */
    record AskClock(long id, long sentNanos) implements Message {}

    /** When it was asked and when it answered, by the clock there. */
    record TellClock(long id, long askedNanos, long arrivedNanos, long answeredNanos) implements Message {}

    /** A part of a file that is handed in. */
    @SuppressWarnings("ArrayRecordComponent") // compared by nobody
    record Part(String file, byte[] bytes, boolean isLast) implements Message {}

    /** Something that a member tells who started the run. */
    record Told(String about, String text) implements Message {}

    /** Something that who started the run tells a member. */
    record Order(String about, String text) implements Message {}

    /** A member is no longer there. */
    record Lost(int rank, String host, String why, long silentMillis) implements Message {}

    /** Leaves: nobody is lost. */
    record Bye() implements Message {}

    /** The message in bytes. */
    default byte[] encode() {
        ByteArrayOutputStream bytes = new ByteArrayOutputStream();
        try {
            write(this, new DataOutputStream(bytes));
        } catch (IOException e) {
            throw new IllegalStateException("memory takes every byte", e);
        }
        return bytes.toByteArray();
    }

    private static void write(Message message, DataOutputStream out) throws IOException {
        if (message instanceof Join m) {
            out.writeByte(1);
            out.writeInt(m.rank);
            text(out, m.host);
            out.writeShort(m.facts.size());
            for (Map.Entry<String, String> fact : m.facts.entrySet()) {
                text(out, fact.getKey());
                text(out, fact.getValue());
            }
        } else if (message instanceof Welcome m) {
            out.writeByte(2);
            out.writeInt(m.members);
            text(out, m.run);
            out.writeLong(m.patienceMillis);
        } else if (message instanceof Refused m) {
            out.writeByte(3);
            text(out, m.why);
        } else if (message instanceof Put m) {
            out.writeByte(4);
            text(out, m.key);
            bytes(out, m.value);
        } else if (message instanceof Get m) {
            out.writeByte(5);
            out.writeLong(m.id);
            text(out, m.key);
        } else if (message instanceof Value m) {
            out.writeByte(6);
            out.writeLong(m.id);
            bytes(out, m.value);
        } else if (message instanceof Barrier m) {
            out.writeByte(7);
            out.writeLong(m.id);
            text(out, m.name);
            out.writeInt(m.members);
        } else if (message instanceof Met m) {
            out.writeByte(8);
            out.writeLong(m.id);
        } else if (message instanceof Failed m) {
            out.writeByte(9);
            out.writeLong(m.id);
            text(out, m.why);
        } else if (message instanceof Alive) {
            out.writeByte(10);
        } else if (message instanceof AskClock m) {
            out.writeByte(11);
            out.writeLong(m.id);
            out.writeLong(m.sentNanos);
        } else if (message instanceof TellClock m) {
            out.writeByte(12);
            out.writeLong(m.id);
            out.writeLong(m.askedNanos);
            out.writeLong(m.arrivedNanos);
            out.writeLong(m.answeredNanos);
        } else if (message instanceof Part m) {
            out.writeByte(13);
            text(out, m.file);
            out.writeBoolean(m.isLast);
            bytes(out, m.bytes);
        } else if (message instanceof Told m) {
            out.writeByte(14);
            text(out, m.about);
            text(out, m.text);
        } else if (message instanceof Order m) {
            out.writeByte(15);
            text(out, m.about);
            text(out, m.text);
        } else if (message instanceof Lost m) {
            out.writeByte(16);
            out.writeInt(m.rank);
            text(out, m.host);
            text(out, m.why);
            out.writeLong(m.silentMillis);
        } else {
            out.writeByte(17);
        }
    }

    /** The message that these bytes are, all of them. @throws IOException if they are none */
    static Message decode(byte[] frame) throws IOException {
        DataInputStream in = new DataInputStream(new ByteArrayInputStream(frame));
        Message message = read(in);
        if (in.available() > 0) {
            throw new IOException(in.available() + " bytes follow a message");
        }
        return message;
    }

    private static Message read(DataInputStream in) throws IOException {
        int kind = in.readUnsignedByte();
        return switch (kind) {
            case 1 -> new Join(in.readInt(), text(in), table(in));
            case 2 -> new Welcome(in.readInt(), text(in), in.readLong());
            case 3 -> new Refused(text(in));
            case 4 -> new Put(text(in), bytes(in));
            case 5 -> new Get(in.readLong(), text(in));
            case 6 -> new Value(in.readLong(), bytes(in));
            case 7 -> new Barrier(in.readLong(), text(in), in.readInt());
            case 8 -> new Met(in.readLong());
            case 9 -> new Failed(in.readLong(), text(in));
            case 10 -> new Alive();
            case 11 -> new AskClock(in.readLong(), in.readLong());
            case 12 -> new TellClock(in.readLong(), in.readLong(), in.readLong(), in.readLong());
            case 13 -> part(in);
            case 14 -> new Told(text(in), text(in));
            case 15 -> new Order(text(in), text(in));
            case 16 -> new Lost(in.readInt(), text(in), text(in), in.readLong());
            case 17 -> new Bye();
            default -> throw new IOException("no message is of kind " + kind);
        };
    }

    private static Part part(DataInputStream in) throws IOException {
        String file = text(in);
        int last = in.readUnsignedByte();
        if (last > 1) {
            throw new IOException("a part is the last or not, found " + last);
        }
        return new Part(file, bytes(in), last == 1);
    }

    private static Map<String, String> table(DataInputStream in) throws IOException {
        int entries = in.readUnsignedShort();
        if (entries > MOST_ENTRIES) {
            throw new IOException("a table of " + entries + " entries; allowed: " + MOST_ENTRIES);
        }
        Map<String, String> table = new TreeMap<>();
        for (int i = 0; i < entries; i++) {
            table.put(text(in), text(in));
        }
        return table;
    }

    private static void text(DataOutputStream out, String text) throws IOException {
        byte[] bytes = text.getBytes(StandardCharsets.UTF_8);
        if (bytes.length > LONGEST_TEXT) {
            throw new IllegalArgumentException("a text of " + bytes.length + " bytes; allowed: " + LONGEST_TEXT + ".");
        }
        bytes(out, bytes);
    }

    private static String text(DataInputStream in) throws IOException {
        byte[] bytes = bytes(in);
        if (bytes.length > LONGEST_TEXT) {
            throw new IOException("a text of " + bytes.length + " bytes; allowed: " + LONGEST_TEXT);
        }
        // Unlike new String, which puts a replacement where bytes are no text.
        return StandardCharsets.UTF_8
                .newDecoder()
                .onMalformedInput(CodingErrorAction.REPORT)
                .onUnmappableCharacter(CodingErrorAction.REPORT)
                .decode(ByteBuffer.wrap(bytes))
                .toString();
    }

    private static void bytes(DataOutputStream out, byte[] bytes) throws IOException {
        out.writeInt(bytes.length);
        out.write(bytes);
    }

    private static byte[] bytes(DataInputStream in) throws IOException {
        int length = in.readInt();
        if (length < 0 || length > in.available()) {
            throw new IOException("a field of " + length + " bytes in a message that has " + in.available() + " left");
        }
        return in.readNBytes(length);
    }
}
