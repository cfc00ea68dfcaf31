package org.longhaul.simulator.collective;

import com.google.common.math.LongMath;
import java.util.Locale;

/**
 * When a send is over for its sender: when all but as much as the buffers hold has been acknowledged. What is in a socket's
 * buffer is the kernel's to send, so that a program whose data is there goes on, and waits for what it is to receive alone.
 *
 * @param socketBytes what the send buffer of each connection holds, unsent or not acknowledged; 0 where a send is over when it
 *     has arrived
 * @param libraryBytes what the library holds of a pair besides, over all the pair's connections
 * @param eagerBytes largest transfer that is sent before its receiver has said that it waits for it; a larger one is asked for
 *     and answered first
 */
public record HandOver(long socketBytes, long libraryBytes, long eagerBytes) {

    /** A send is over when it has arrived, and both ends have entered its round before it starts. */
    public static final HandOver AT_ARRIVAL = new HandOver(0, 0, 0);

    public HandOver {
        if (socketBytes < 0 || libraryBytes < 0 || eagerBytes < 0) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "socketBytes (%d), libraryBytes (%d) and eagerBytes (%d) must not be negative",
                    socketBytes,
                    libraryBytes,
                    eagerBytes));
        }
    }

    /** Whether a send may be over before it has arrived. */
    public boolean isEarly() {
        return socketBytes > 0;
    }

    /** What the buffers hold of one of so many connections of a pair, bytes; {@link Long#MAX_VALUE} for more than that. */
    public long bytesPerConnection(int connections) {
        return LongMath.saturatedAdd(socketBytes, libraryBytes / connections);
    }
}
