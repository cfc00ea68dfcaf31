package org.longhaul.wire.rendezvous;

import java.io.BufferedInputStream;
import java.io.DataInputStream;
import java.io.EOFException;
import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Locale;
import javax.crypto.Mac;
import org.jspecify.annotations.Nullable;

/**
 * Messages over a connection: 4 bytes of length, the message, 16 bytes of HMAC-SHA256 over its number and itself. A frame that is
 * too long, was changed, left out, repeated or put in between ends the connection.
 *
 * <p>One thread reads; any may write.
 */
final class Frames {
    /** The longest message in bytes. */
    static final int LONGEST = 1 << 20;

    private static final int TAG = 16;

    private final DataInputStream in;
    private final OutputStream out;
    private final Mac sending;
    private final Mac receiving;
    private long sent;
    private long received;

    Frames(InputStream in, OutputStream out, byte[] sendingKey, byte[] receivingKey) {
        this.in = new DataInputStream(new BufferedInputStream(in, 1 << 14));
        this.out = out;
        this.sending = Token.mac(sendingKey);
        this.receiving = Token.mac(receivingKey);
    }

    /** Sends one message. @throws IOException if the connection is over */
    synchronized void write(byte[] message) throws IOException {
        if (message.length == 0 || message.length > LONGEST) {
            throw new IllegalArgumentException(
                    "a message of " + message.length + " bytes; allowed: 1 to " + LONGEST + ".");
        }
        byte[] frame = new byte[4 + message.length + TAG];
        ByteBuffer.wrap(frame).putInt(message.length).put(message);
        System.arraycopy(tag(sending, sent++, message), 0, frame, 4 + message.length, TAG);
        out.write(frame);
        out.flush();
    }

    /** The next message, or null where the other end closed the connection between two. @throws IOException if it is none */
    byte @Nullable [] read() throws IOException {
        int first = in.read();
        if (first < 0) {
            return null;
        }
        int length = first << 24 | in.readUnsignedByte() << 16 | in.readUnsignedShort();
        if (length < 1 || length > LONGEST) {
            throw new IOException(
                    String.format(Locale.ROOT, "a frame says that it has %d bytes; allowed: 1 to %d", length, LONGEST));
        }
        byte[] message = in.readNBytes(length);
        if (message.length < length) {
            throw new EOFException("the connection ended within a frame");
        }
        byte[] tag = new byte[TAG];
        in.readFully(tag);
        if (!MessageDigest.isEqual(tag, tag(receiving, received++, message))) {
            throw new IOException("a frame was not sent by who opened the connection");
        }
        return message;
    }

    private static byte[] tag(Mac mac, long number, byte[] message) {
        mac.update(ByteBuffer.allocate(Long.BYTES).putLong(number).array());
        return Arrays.copyOf(mac.doFinal(message), TAG);
    }
}
