package org.longhaul.simulator.collective.library;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.collective.HandOver;
import org.longhaul.simulator.collective.LibraryProfile;
import org.longhaul.topology.unit.DataSize;

/**
 * MPI over TCP as Open MPI does it, with one connection a pair: small messages are sent at once, larger ones when the receiver
 * has answered a request, and a send is over when the socket has taken it.
 *
 * <p><b>Figures.</b> Messages of up to 64 KiB are eager, and sockets keep the size that the kernel gives them
 * ({@code btl_tcp_component.c}: {@code btl_eager_limit}, {@code tcp_sndbuf} 0).
 *
 * <p><b>Differs from the source.</b> Receives are posted as a round is entered, not one round ahead; all collectives may be
 * chosen, whatever the library's own decision rules prefer.
 */
@SuppressWarnings("rawtypes")
@AutoService(CommunicationLibrary.class)
@Provides(
        id = MpiLibrary.ID,
        description = "Open MPI over TCP: sends are over when the socket has them; large ones are asked for first.",
        source = "github.com/open-mpi/ompi: opal/mca/btl/tcp/btl_tcp_component.c")
public final class MpiLibrary implements CommunicationLibrary<MpiLibrary.Settings> {

    /** Id of this library. */
    public static final String ID = "mpi";

    /** Settings of {@link MpiLibrary}. */
    public record Settings(
            @JsonProperty(defaultValue = "64 KiB")
                    @JsonPropertyDescription(
                            "largest message that is sent before its receiver waits for it, btl_tcp_eager_limit")
                    DataSize eagerLimit,
            @Nullable @JsonPropertyDescription(SendBuffer.MEANING) DataSize sendBuffer) {

        public Settings {
            SendBuffer.check(sendBuffer);
        }
    }

    @Override
    public LibraryProfile profile(Settings settings, DataSize sendBuffer) {
        long socketBytes = SendBuffer.bytes(settings.sendBuffer, sendBuffer);
        return new LibraryProfile(ID, 0, 0, 0, new HandOver(socketBytes, 0, settings.eagerLimit.bytes()), Map.of());
    }
}
