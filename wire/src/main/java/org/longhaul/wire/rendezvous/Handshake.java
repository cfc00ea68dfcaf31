package org.longhaul.wire.rendezvous;

import java.io.DataInputStream;
import java.io.IOException;
import java.io.OutputStream;
import java.net.Socket;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.SecureRandom;
import java.util.Arrays;

/**
 * Both ends of a new connection prove to each other that they know the token, by HMAC-SHA256 over fresh random numbers of both.
 *
 * <pre>
 * who connects:  "LHWIRE1\n", nonce C, HMAC(token, "hello", purpose, C)
 * who accepts:   nonce S,              HMAC(token, "accept", purpose, C, S)
 * who connects:                        HMAC(token, "connect", purpose, C, S)
 * </pre>
 *
 * <p>The first message is proof already, so that who does not know the token is sent no byte. It can be heard on the line and said
 * again: that earns one answer, with which nothing can be done, since the third message takes the token. All messages have a
 * fixed length; nothing that a stranger sends is looked at but by a comparison in constant time. The purpose is part of each
 * proof, so that a proof for one kind of connection is none for another.
 */
public final class Handshake {
    private static final byte[] MAGIC = "LHWIRE1\n".getBytes(StandardCharsets.US_ASCII);
    private static final int NONCE = 32;
    private static final int PROOF = 32;
    private static final SecureRandom RANDOM = new SecureRandom();

    private final Token token;
    private final String purpose;

    /**
     * Handshakes for one purpose.
     *
     * @param purpose the same at both ends, such as "rendezvous" or "probe 0 1"
     */
    public Handshake(Token token, String purpose) {
        this.token = token;
        this.purpose = purpose;
    }

    /**
     * The end that connected. Reads as long as the socket's time-out allows, and not one byte beyond the handshake.
     *
     * @throws IOException if the other end does not prove that it knows the token
     */
    public AuthenticatedSocket connect(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        OutputStream out = socket.getOutputStream();
        byte[] own = nonce();
        byte[] hello = new byte[MAGIC.length + NONCE + PROOF];
        System.arraycopy(MAGIC, 0, hello, 0, MAGIC.length);
        System.arraycopy(own, 0, hello, MAGIC.length, NONCE);
        System.arraycopy(sign("hello", own), 0, hello, MAGIC.length + NONCE, PROOF);
        out.write(hello);
        out.flush();
        byte[] answer = new byte[NONCE + PROOF];
        in.readFully(answer);
        byte[] other = Arrays.copyOf(answer, NONCE);
        require(Arrays.copyOfRange(answer, NONCE, answer.length), sign("accept", own, other));
        out.write(sign("connect", own, other));
        out.flush();
        return new AuthenticatedSocket(socket, sign("upwards", own, other), sign("downwards", own, other));
    }

    /**
     * The end that accepted the connection. The caller bounds the time that it takes, and closes the socket when this fails.
     *
     * @throws IOException if the other end does not prove that it knows the token
     */
    public AuthenticatedSocket accept(Socket socket) throws IOException {
        DataInputStream in = new DataInputStream(socket.getInputStream());
        byte[] hello = new byte[MAGIC.length + NONCE + PROOF];
        in.readFully(hello);
        byte[] other = Arrays.copyOfRange(hello, MAGIC.length, MAGIC.length + NONCE);
        require(Arrays.copyOf(hello, MAGIC.length), MAGIC);
        require(Arrays.copyOfRange(hello, MAGIC.length + NONCE, hello.length), sign("hello", other));
        byte[] own = nonce();
        byte[] answer = Arrays.copyOf(own, NONCE + PROOF);
        System.arraycopy(sign("accept", other, own), 0, answer, NONCE, PROOF);
        OutputStream out = socket.getOutputStream();
        out.write(answer);
        out.flush();
        byte[] proof = new byte[PROOF];
        in.readFully(proof);
        require(proof, sign("connect", other, own));
        return new AuthenticatedSocket(socket, sign("downwards", other, own), sign("upwards", other, own));
    }

    private byte[] sign(String what, byte[]... nonces) {
        byte[][] said = new byte[nonces.length + 1][];
        said[0] = purpose.getBytes(StandardCharsets.UTF_8);
        System.arraycopy(nonces, 0, said, 1, nonces.length);
        return token.sign(what, said);
    }

    private static void require(byte[] found, byte[] right) throws IOException {
        if (!MessageDigest.isEqual(found, right)) {
            throw new IOException("the other end does not prove that it knows the token");
        }
    }

    private static byte[] nonce() {
        byte[] nonce = new byte[NONCE];
        RANDOM.nextBytes(nonce);
        return nonce;
    }
}
