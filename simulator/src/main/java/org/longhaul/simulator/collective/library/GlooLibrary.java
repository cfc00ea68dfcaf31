package org.longhaul.simulator.collective.library;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import com.google.auto.service.AutoService;
import com.google.common.collect.ImmutableMap;
import java.util.Locale;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.collective.HandOver;
import org.longhaul.simulator.collective.LibraryProfile;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.collective.algorithm.AllToAll;
import org.longhaul.simulator.collective.algorithm.BinomialTree;
import org.longhaul.simulator.collective.algorithm.Ring;
import org.longhaul.topology.unit.DataSize;

/**
 * Gloo over TCP, with one connection a pair: rings of which two segments are under way, each of which waits for the receiver's
 * word that it has room.
 *
 * <p><b>Rate.</b> With segments of L bytes a pair carries 2L in 2a + L/B + hL seconds, or the line's rate if that is less: h is
 * what the hosts take for a byte.
 *
 * <p><b>Figures.</b> Segments of at most 1 MiB, at least two a rank, two in flight ({@code allreduce.cc},
 * {@code kMaxSegmentSize}); a send waits for the receiver's notification and is over when the socket has taken it
 * ({@code tcp/pair.cc}). Each rank of an all-reduce sends to the one before it ({@code allreduce.cc}). What the hosts take, 1 GB/s,
 * stands for the copies into and out of the sockets, the addition, which one thread makes, and in PyTorch the copies between
 * device and host. Nobody states it: it is set, to one digit, on the measured all-reduces of four hosts over lines of 5 Gbit/s
 * ({@code library-all-reduce.csv}), whose time is 1.5 times the line's where round trips alone leave 1.1; the rows of more
 * hosts and of slower lines only judge it.
 */
@SuppressWarnings("rawtypes")
@AutoService(CommunicationLibrary.class)
@Provides(
        id = GlooLibrary.ID,
        description =
                "Gloo over TCP: rings of two segments in flight, each after the receiver's word; the hosts add up.",
        source = "github.com/facebookincubator/gloo (now pytorch/gloo): gloo/allreduce.cc, gloo/transport/tcp/pair.cc")
public final class GlooLibrary implements CommunicationLibrary<GlooLibrary.Settings> {

    /** Id of this library. */
    public static final String ID = "gloo";

    private static final int IN_FLIGHT = 2;
    /** "I shall send", and what goes before the payload: six words of eight bytes each ({@code tcp/pair.h}, {@code Op}). */
    private static final int HEADER_BYTES = 2 * 48;

    /** Settings of {@link GlooLibrary}. */
    public record Settings(
            @JsonProperty(defaultValue = "1048576")
                    @JsonPropertyDescription("largest segment, bytes, of which two are under way")
                    long segmentBytes,
            @JsonProperty(defaultValue = "1e9")
                    @JsonPropertyDescription("bytes a second that the hosts copy and add up of what arrives")
                    double hostBytesPerSecond,
            @JsonProperty(defaultValue = "false")
                    @JsonPropertyDescription(
                            "whether what is gathered is not cut, and receivers have room for all of it from the"
                                    + " beginning, as with longhaul wire, and not for two segments at a time")
                    boolean gathersAtOnce,
            @Nullable @JsonPropertyDescription(SendBuffer.MEANING) DataSize sendBuffer) {

        public Settings {
            SendBuffer.check(sendBuffer);
            if (segmentBytes < 1 || !(hostBytesPerSecond > 0)) {
                throw new IllegalArgumentException(String.format(
                        Locale.ROOT,
                        "segmentBytes (%d) must be at least 1 and hostBytesPerSecond (%s) positive",
                        segmentBytes,
                        hostBytesPerSecond));
            }
        }
    }

    @Override
    public LibraryProfile profile(Settings settings, DataSize sendBuffer) {
        long socketBytes = SendBuffer.bytes(settings.sendBuffer, sendBuffer);
        return new LibraryProfile(
                ID,
                settings.segmentBytes,
                IN_FLIGHT,
                HEADER_BYTES,
                1 / settings.hostBytesPerSecond,
                new HandOver(socketBytes, 0, 0),
                ImmutableMap.of(
                        Pattern.ALL_REDUCE, Set.of(Ring.ID),
                        Pattern.REDUCE_SCATTER, Set.of(Ring.ID),
                        Pattern.ALL_GATHER, Set.of(Ring.ID),
                        Pattern.BROADCAST, Set.of(BinomialTree.ID),
                        Pattern.REDUCE, Set.of(BinomialTree.ID),
                        Pattern.ALL_TO_ALL, Set.of(AllToAll.ID)),
                true,
                settings.gathersAtOnce);
    }
}
