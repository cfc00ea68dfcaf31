package org.longhaul.simulator.collective.library;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.collective.HandOver;
import org.longhaul.simulator.collective.LibraryProfile;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.algorithm.AllToAll;
import org.longhaul.simulator.collective.algorithm.Chain;
import org.longhaul.simulator.collective.algorithm.DoubleBinaryTree;
import org.longhaul.simulator.collective.algorithm.Ring;
import org.longhaul.topology.unit.DataSize;

/**
 * NCCL between hosts over sockets: what arrives is added to and sent on slice by slice, so that a ring pays its latency about
 * once while its chunks take longer than the way to the next host.
 *
 * <p><b>Figures.</b> A connection's buffer of 4 MiB ({@code NCCL_BUFFSIZE}) has 8 steps ({@code NCCL_STEPS}); a slice of an
 * all-reduce is a quarter of them ({@code ALLREDUCE_SLICESTEPS}), 1 MiB, and a chunk two slices. A slice's slot is free again
 * when the sockets have taken the data ({@code ncclSocketTest}), so that what is under way is bounded by the sockets' windows,
 * which are the network model's. A host is done when its last slices are in the connection's buffer and those of the sockets.
 * A slice is cut for all sockets of its pair ({@code NCCL_SOCKET_NTHREADS} times
 * {@code NCCL_NSOCKS_PERTHREAD}; one, on Amazon's hosts 16): that is the exchange's number of connections.
 */
@SuppressWarnings("rawtypes")
@AutoService(CommunicationLibrary.class)
@Provides(
        id = NcclLibrary.ID,
        description =
                "NCCL over sockets: rings and double trees, slices sent on as they come; connections are its sockets.",
        source = "github.com/NVIDIA/nccl: src/include/collectives.h, src/include/device.h, src/transport/net_socket.cc")
public final class NcclLibrary implements CommunicationLibrary<NcclLibrary.Settings> {

    /** Id of this library. */
    public static final String ID = "nccl";

    private static final int SLICES_PER_BUFFER = 4;

    /** Settings of {@link NcclLibrary}. */
    public record Settings(
            @JsonProperty(defaultValue = "4194304")
                    @JsonPropertyDescription(
                            "buffer of a connection, NCCL_BUFFSIZE, bytes; a quarter is sent on as one")
                    long bufferBytes,
            @Nullable @JsonPropertyDescription(SendBuffer.MEANING) DataSize sendBuffer) {

        public Settings {
            SendBuffer.check(sendBuffer);
            if (bufferBytes < SLICES_PER_BUFFER) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT, "bufferBytes (%d) must be at least %d", bufferBytes, SLICES_PER_BUFFER));
            }
        }
    }

    @Override
    public LibraryProfile profile(Settings settings, DataSize sendBuffer) {
        long socketBytes = SendBuffer.bytes(settings.sendBuffer, sendBuffer);
        return new LibraryProfile(
                ID,
                settings.bufferBytes / SLICES_PER_BUFFER,
                0,
                0,
                new HandOver(socketBytes, settings.bufferBytes, 0),
                ImmutableMap.of(
                        Pattern.ALL_REDUCE, ImmutableSet.of(Ring.ID, DoubleBinaryTree.ID),
                        Pattern.REDUCE_SCATTER, Set.of(Ring.ID),
                        Pattern.ALL_GATHER, Set.of(Ring.ID),
                        Pattern.BROADCAST, Set.of(Chain.ID),
                        Pattern.REDUCE, Set.of(Chain.ID),
                        Pattern.ALL_TO_ALL, Set.of(AllToAll.ID)));
    }
}
