package org.longhaul.simulator.network.flow.fluid;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.longhaul.extension.Defaults;
import org.longhaul.extension.RecordValues;
import org.longhaul.simulator.network.CongestionControl;

/**
 * Settings of the flow network.
 *
 * @param congestionControl of every connection
 * @param connectionSetup whether a new connection takes a round trip before its first byte
 * @param slowStart whether windows start small and double each round trip
 * @param initialWindow window of a new connection, segments
 * @param idleRestart whether a connection that idled for a retransmission timeout starts small again
 * @param maximumWindow largest window, bytes; 0 for none
 * @param headers whether links carry the headers of IP and TCP beside the payload
 * @param mtuBytes largest packet, bytes, with the headers of IP and TCP
 * @param headerBytes of IP and TCP in each packet
 * @param acknowledgements whether data loses bandwidth to the acknowledgements of data the other way
 * @param lossLimit whether random loss on links bounds the window
 * @param queueing whether queues at full links delay transfers, hold windows down and break up two-way bursts
 * @param retransmissionTimeout whether what a broken path loses is sent again when TCP times out; otherwise transfers
 *     stand still while it is broken
 * @param rttBias how flows of different round-trip times share a bottleneck
 */
public record FlowSettings(
        @JsonProperty(defaultValue = "cubic") @JsonPropertyDescription("congestion control: reno, cubic or bbr")
                CongestionControl congestionControl,
        @JsonProperty(defaultValue = "true") @JsonPropertyDescription("a new connection takes one round trip to set up")
                boolean connectionSetup,
        @JsonProperty(defaultValue = "true") @JsonPropertyDescription("windows start small and double each round trip")
                boolean slowStart,
        @JsonProperty(defaultValue = "10") @JsonPropertyDescription("window of a new connection, segments")
                int initialWindow,
        @JsonProperty(defaultValue = "true")
                @JsonPropertyDescription("a connection idle for a retransmission timeout starts small again")
                boolean idleRestart,
        @JsonProperty(defaultValue = "67108864")
                @JsonPropertyDescription("largest window, bytes; 0 for none; or network.hosts")
                long maximumWindow,
        @JsonProperty(defaultValue = "true") @JsonPropertyDescription("links carry the headers of IP and TCP")
                boolean headers,
        @JsonProperty(defaultValue = "1500") @JsonPropertyDescription("largest packet, bytes, with IP and TCP headers")
                int mtuBytes,
        @JsonProperty(defaultValue = "52") @JsonPropertyDescription("headers of IP and TCP in each packet, bytes")
                int headerBytes,
        @JsonProperty(defaultValue = "true")
                @JsonPropertyDescription("data loses bandwidth to acknowledgements of data the other way")
                boolean acknowledgements,
        @JsonProperty(defaultValue = "true") @JsonPropertyDescription("random loss on links bounds the window")
                boolean lossLimit,
        @JsonProperty(defaultValue = "true")
                @JsonPropertyDescription("queues delay transfers, hold windows down and break up two-way bursts")
                boolean queueing,
        @JsonProperty(defaultValue = "true")
                @JsonPropertyDescription("what a broken path loses is sent again when TCP times out")
                boolean retransmissionTimeout,
        @JsonProperty(defaultValue = "congestion-control")
                @JsonPropertyDescription(
                        "how round-trip times weigh in sharing: none, congestion-control or inverse-latency")
                RttBias rttBias) {

    private static final FlowSettings TCP = Defaults.of(FlowSettings.class);

    public FlowSettings {
        require(initialWindow >= 1, "initialWindow", initialWindow, "at least 1 segment");
        require(maximumWindow >= 0, "maximumWindow", maximumWindow, "0 (none) or a number of bytes");
        require(headerBytes >= 0, "headerBytes", headerBytes, "not negative");
        require(mtuBytes > headerBytes, "mtuBytes", mtuBytes, "above headerBytes (" + headerBytes + ")");
    }

    private static void require(boolean holds, String name, long value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " (" + value + ") must be " + rule + ".");
        }
    }

    /** TCP as Linux runs it by default, with CUBIC. */
    public static FlowSettings tcp() {
        return TCP;
    }

    /** TCP as Linux runs it by default, with the given congestion control. */
    public static FlowSettings tcp(CongestionControl control) {
        return RecordValues.with(TCP, "congestionControl", control);
    }

    /** The plain fluid: latency and equal max-min shares, nothing else. */
    public static FlowSettings fluid() {
        return fluid(RttBias.NONE);
    }

    /** The plain fluid with a bias of the shares. */
    public static FlowSettings fluid(RttBias bias) {
        return new FlowSettings(
                TCP.congestionControl,
                false,
                false,
                TCP.initialWindow,
                false,
                0,
                false,
                TCP.mtuBytes,
                TCP.headerBytes,
                false,
                false,
                false,
                false,
                bias);
    }

    /** These settings with another largest window, bytes. */
    public FlowSettings withMaximumWindow(long bytes) {
        return RecordValues.with(this, "maximumWindow", bytes);
    }

    /** Payload bytes of a full packet. */
    public int segmentBytes() {
        return mtuBytes - headerBytes;
    }
}
