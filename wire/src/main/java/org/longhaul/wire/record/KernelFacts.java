package org.longhaul.wire.record;

/**
 * What a host's kernel says of its TCP.
 *
 * @param release kernel release
 * @param congestionControl what the connections to the others use, such as {@code cubic}; until there are some, what new ones get
 * @param mostReceiveBytes largest receive buffer that a connection's grows to ({@code tcp_rmem})
 * @param mostSendBytes largest send buffer ({@code tcp_wmem})
 * @param mtu largest packet on the way to the others, bytes; until there are connections, that of the host's interface
 */
public record KernelFacts(
        String release, String congestionControl, long mostReceiveBytes, long mostSendBytes, int mtu) {}
