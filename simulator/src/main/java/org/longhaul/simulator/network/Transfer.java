package org.longhaul.simulator.network;

/** One transfer over a connection. */
final class Transfer {

    final Connection connection;
    final long bytes;
    final long startNanos;
    final long sequence;
    final TransferListener done;

    Transfer(Connection connection, long bytes, long startNanos, long sequence, TransferListener done) {
        this.connection = connection;
        this.bytes = bytes;
        this.startNanos = startNanos;
        this.sequence = sequence;
        this.done = done;
    }
}
