package org.longhaul.wire.rendezvous;

import java.io.IOException;
import java.net.Socket;

/** A connection whose two ends have proved to each other that they know the token. */
public final class AuthenticatedSocket implements AutoCloseable {
    private final Socket socket;
    private final byte[] sendingKey;
    private final byte[] receivingKey;

    AuthenticatedSocket(Socket socket, byte[] sendingKey, byte[] receivingKey) {
        this.socket = socket;
        this.sendingKey = sendingKey;
        this.receivingKey = receivingKey;
    }

    /** The connection as it is: what is read and written there is not signed. */
    public Socket socket() {
        return socket;
    }

    /** The same connection as frames, each signed with a key of this connection and its number. */
    Frames frames() throws IOException {
        return new Frames(socket.getInputStream(), socket.getOutputStream(), sendingKey, receivingKey);
    }

    @Override
    public void close() throws IOException {
        socket.close();
    }
}
