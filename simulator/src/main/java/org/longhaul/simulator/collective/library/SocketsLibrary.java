package org.longhaul.simulator.collective.library;

import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.collective.HandOver;
import org.longhaul.simulator.collective.LibraryProfile;
import org.longhaul.topology.unit.DataSize;

/**
 * Whole messages over sockets, as programs exchange them that write and read by themselves: a host begins its next round when
 * what it receives in this one is there and the sockets have taken what it sends.
 *
 * <p><b>Figures.</b> A write returns when the socket's send buffer has taken the data (send(2)). The buffer's size is the hosts'
 * ({@link org.longhaul.simulator.network.HostBuffers}). The measured rings and hierarchical exchanges of two sites were made by
 * such a program.
 *
 * <p><b>Differs from real hosts.</b> The receiving host keeps what comes before it is waited for, however much that is; the
 * buffer has its full size at once, which Linux lets grow with the congestion window.
 */
@SuppressWarnings("rawtypes")
@AutoService(CommunicationLibrary.class)
@Provides(
        id = SocketsLibrary.ID,
        description =
                "Whole messages over sockets: a round ends when its receives are there and buffers hold its sends.",
        source = "Linux man-pages, send(2), tcp(7): tcp_wmem")
public final class SocketsLibrary implements CommunicationLibrary<SocketsLibrary.Settings> {

    /** Id of this library. */
    public static final String ID = "sockets";

    /** Settings of {@link SocketsLibrary}. */
    public record Settings(@Nullable @JsonPropertyDescription(SendBuffer.MEANING) DataSize sendBuffer) {

        public Settings {
            SendBuffer.check(sendBuffer);
        }
    }

    @Override
    public LibraryProfile profile(Settings settings, DataSize sendBuffer) {
        long socketBytes = SendBuffer.bytes(settings.sendBuffer, sendBuffer);
        return new LibraryProfile(ID, 0, 0, 0, new HandOver(socketBytes, 0, Long.MAX_VALUE), Map.of());
    }
}
