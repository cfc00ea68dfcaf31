package org.longhaul.wire.probe;

import java.io.BufferedInputStream;
import java.io.BufferedOutputStream;
import java.io.DataInputStream;
import java.io.DataOutputStream;
import java.io.IOException;
import java.net.Socket;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;

/** Carries orders to a member and its reports back, in their order. */
interface ProbeChannel {
    void send(ProbeMessage message) throws IOException;

    /** Waits for the next message. */
    ProbeMessage receive() throws IOException, InterruptedException;

    /** A channel over a connection; many threads may send, one receives. */
    static ProbeChannel over(Socket socket) throws IOException {
        socket.setTcpNoDelay(true);
        DataInputStream in = new DataInputStream(new BufferedInputStream(socket.getInputStream()));
        DataOutputStream out = new DataOutputStream(new BufferedOutputStream(socket.getOutputStream()));
        return new ProbeChannel() {
            @Override
            public void send(ProbeMessage message) throws IOException {
                synchronized (out) {
                    message.write(out);
                }
            }

            @Override
            public ProbeMessage receive() throws IOException {
                return ProbeMessage.read(in);
            }
        };
    }

    /** The two ends of a channel within this process. */
    static ProbeChannel[] within() {
        BlockingQueue<ProbeMessage> there = new LinkedBlockingQueue<>();
        BlockingQueue<ProbeMessage> back = new LinkedBlockingQueue<>();
        return new ProbeChannel[] {between(there, back), between(back, there)};
    }

    private static ProbeChannel between(BlockingQueue<ProbeMessage> to, BlockingQueue<ProbeMessage> from) {
        return new ProbeChannel() {
            @Override
            public void send(ProbeMessage message) {
                to.add(message);
            }

            @Override
            public ProbeMessage receive() throws InterruptedException {
                return from.take();
            }
        };
    }
}
