package org.longhaul.simulator.collective;

import com.google.common.collect.ImmutableMap;
import java.util.Locale;
import java.util.Map;
import java.util.Set;

/**
 * How a communication library carries out what an algorithm asks for.
 *
 * @param id of the library
 * @param segmentBytes most bytes that are forwarded as one; 0 where transfers are not cut and rounds are entered as a whole
 * @param postedSegments segments of a pair that its receiver has room for at once, of which it tells the sender; 0 where the
 *     sender needs no such word
 * @param segmentHeaderBytes bytes that a sender adds to a segment
 * @param hostSecondsPerByte seconds that the hosts take for a byte of a segment after it has arrived
 * @param handOver when a send is over for its sender
 * @param algorithms ids of what the library has for a pattern; a pattern that is not named may take any
 * @param sumsToPredecessor whether each rank of an all-reduce sends to the one before it, rather than to the one after it
 * @param gathersAtOnce whether receivers have room for all from the beginning where nothing is added up, and what is sent there is
 *     not cut
 */
public record LibraryProfile(
        String id,
        long segmentBytes,
        int postedSegments,
        int segmentHeaderBytes,
        double hostSecondsPerByte,
        HandOver handOver,
        Map<Pattern, Set<String>> algorithms,
        boolean sumsToPredecessor,
        boolean gathersAtOnce) {

    /** Id of {@link #LOCKSTEP}. */
    public static final String LOCKSTEP_ID = "lockstep";

    /** No library: whole transfers, round by round. */
    public static final LibraryProfile LOCKSTEP =
            new LibraryProfile(LOCKSTEP_ID, 0, 0, 0, HandOver.AT_ARRIVAL, Map.of());

    /** A library whose ranks send to the one after them, and which adds nothing to what it sends. */
    public LibraryProfile(
            String id,
            long segmentBytes,
            int postedSegments,
            double hostSecondsPerByte,
            HandOver handOver,
            Map<Pattern, Set<String>> algorithms) {
        this(id, segmentBytes, postedSegments, 0, hostSecondsPerByte, handOver, algorithms, false, false);
    }

    public LibraryProfile {
        if (segmentBytes < 0 || postedSegments < 0 || segmentHeaderBytes < 0 || !(hostSecondsPerByte >= 0)) {
            throw new IllegalArgumentException(String.format(
                    Locale.ROOT,
                    "segmentBytes (%d), postedSegments (%d), segmentHeaderBytes (%d) and hostSecondsPerByte (%s) must not"
                            + " be negative",
                    segmentBytes,
                    postedSegments,
                    segmentHeaderBytes,
                    hostSecondsPerByte));
        }
        algorithms = ImmutableMap.copyOf(algorithms);
    }

    /** The same library on hosts that take another time for a byte. */
    public LibraryProfile onHosts(double secondsPerByte) {
        return new LibraryProfile(
                id,
                segmentBytes,
                postedSegments,
                segmentHeaderBytes,
                secondsPerByte,
                handOver,
                algorithms,
                sumsToPredecessor,
                gathersAtOnce);
    }

    /** For how many segments of a pair its receiver has room in a plan; {@link Integer#MAX_VALUE} for all that there are. */
    public int posted(TransferPlan plan) {
        return postedSegments > 0 && isUncut(plan) ? Integer.MAX_VALUE : postedSegments;
    }

    /** Whether transfers are cut into segments that are forwarded as they come. */
    public boolean isPipelined() {
        return segmentBytes > 0;
    }

    /** Whether transfers are whole, and a participant enters a round when what it sends is in its buffers. */
    public boolean isHandingOver() {
        return !isPipelined() && handOver.isEarly();
    }

    /** Whether the library has an algorithm for a pattern. */
    public boolean offers(Pattern pattern, String algorithm) {
        Set<String> known = algorithms.get(pattern);
        return known == null || known.contains(algorithm);
    }

    /** Segments of a transfer of a plan: at least two if it is cut, so that one is under way while another is worked on. */
    public long segments(TransferPlan plan, long bytes) {
        return isUncut(plan)
                ? 1
                : Math.max(Math.min(2, bytes), bytes / segmentBytes + (bytes % segmentBytes > 0 ? 1 : 0));
    }

    /** Bytes that the sender of a transfer adds to it. */
    public long headerBytes(TransferPlan plan, long bytes) {
        return segmentHeaderBytes == 0 ? 0 : segmentHeaderBytes * segments(plan, bytes);
    }

    private boolean isUncut(TransferPlan plan) {
        return gathersAtOnce && !plan.addsUp();
    }
}
