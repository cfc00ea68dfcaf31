package org.longhaul.wire.lab;

import java.util.stream.Stream;
import org.longhaul.topology.unit.Durations;

/**
 * What passed one direction of a line that the laboratory delays itself.
 *
 * @param direction such as {@code site0-switch -> site1-switch}
 * @param delayNanos that each packet is to be delayed by
 * @param punctual whether the stage goes before ordinary threads, as it may for root
 * @param packets that passed
 * @param bytes of them, with Ethernet headers
 * @param lost as the line's loss rate says
 * @param dropped since the stage had no room, or the device refused: none, if the machine keeps up
 * @param meanLateNanos how much later than due a packet was written, on average
 * @param tailLateNanos what 99 of 100 packets were below, rounded up to a power of two of microseconds
 * @param latestNanos the latest packet
 */
public record StageCounts(
        String direction,
        long delayNanos,
        boolean punctual,
        long packets,
        long bytes,
        long lost,
        long dropped,
        long meanLateNanos,
        long tailLateNanos,
        long latestNanos) {

    /** Reads the counts of a {@link StageCounter}. */
    static StageCounts read(String direction, long delayNanos, boolean punctual, String line) {
        long[] counts = Stream.of(line.split(StageProgram.SEPARATOR, -1))
                .mapToLong(Long::parseLong)
                .toArray();
        return new StageCounts(
                direction,
                delayNanos,
                punctual,
                counts[0],
                counts[1],
                counts[2],
                counts[3],
                counts[4],
                counts[5],
                counts[6]);
    }

    /** One line for people. */
    @Override
    public String toString() {
        return direction + ": " + packets + " packets delayed by " + Durations.formatNanos(delayNanos) + ", late by "
                + microseconds(meanLateNanos) + " on average, 99 % below " + microseconds(tailLateNanos) + ", at most "
                + microseconds(latestNanos) + (punctual ? "" : ", at ordinary priority")
                + (lost > 0 ? ", " + lost + " lost as stated" : "")
                + (dropped > 0 ? ", " + dropped + " DROPPED: the machine did not keep up" : "");
    }

    private static String microseconds(long nanos) {
        return Math.round(nanos / 1e3) + " us";
    }
}
