package org.longhaul.wire.probe;

/**
 * What the kernel counted of one TCP connection of this process, from its beginning.
 *
 * @param local the own end, {@code address:port}
 * @param peer the other end; the process there has the same connection with both ends exchanged
 * @param bytesSent payload, what was sent again included
 * @param bytesSentAgain payload that was sent again
 * @param bytesAcked payload that the other end has confirmed
 * @param bytesReceived payload, each byte once
 * @param segmentsOut packets sent, those without payload included
 * @param segmentsIn packets received, likewise
 * @param congestionControl its name, such as {@code cubic}
 * @param sendBufferBytes what the kernel sets aside for it, bookkeeping included
 * @param receiveBufferBytes likewise
 * @param segmentBytes most payload of a packet
 * @param pathMtu largest packet, IP header included
 * @param smoothedRttMicros the round trip as TCP smooths it, queues included
 * @param leastRttMicros the least that it has met of late
 */
public record SocketCount(
        String local,
        String peer,
        long bytesSent,
        long bytesSentAgain,
        long bytesAcked,
        long bytesReceived,
        long segmentsOut,
        long segmentsIn,
        String congestionControl,
        int sendBufferBytes,
        int receiveBufferBytes,
        int segmentBytes,
        int pathMtu,
        long smoothedRttMicros,
        long leastRttMicros) {

    /** What was counted of this connection since {@code earlier}; what is no counter is as it is now. */
    SocketCount since(SocketCount earlier) {
        return new SocketCount(
                local,
                peer,
                bytesSent - earlier.bytesSent,
                bytesSentAgain - earlier.bytesSentAgain,
                bytesAcked - earlier.bytesAcked,
                bytesReceived - earlier.bytesReceived,
                // Counters of 32 bits begin again at 0.
                segmentsOut - earlier.segmentsOut & 0xFFFF_FFFFL,
                segmentsIn - earlier.segmentsIn & 0xFFFF_FFFFL,
                congestionControl,
                sendBufferBytes,
                receiveBufferBytes,
                segmentBytes,
                pathMtu,
                smoothedRttMicros,
                leastRttMicros);
    }
}
