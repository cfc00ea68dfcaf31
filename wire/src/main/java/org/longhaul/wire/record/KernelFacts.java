package org.longhaul.wire.record;

/**
 * What a host's kernel says of its TCP.
 *
 * @param release kernel release
 * @param congestionControl what new connections use, such as {@code cubic}
 * @param mostReceiveBytes largest receive buffer that a connection's grows to ({@code tcp_rmem})
 * @param mostSendBytes largest send buffer ({@code tcp_wmem})
 * @param mtu largest packet of the interface that leads to the others, bytes
 */
public record KernelFacts(
        String release, String congestionControl, long mostReceiveBytes, long mostSendBytes, int mtu) {}
