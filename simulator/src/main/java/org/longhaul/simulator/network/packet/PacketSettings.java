package org.longhaul.simulator.network.packet;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.longhaul.extension.Defaults;
import org.longhaul.extension.PlainNumber;
import org.longhaul.extension.RecordValues;
import org.longhaul.simulator.network.packet.control.CongestionControlFactory;
import org.longhaul.simulator.network.packet.control.CongestionControls;
import org.longhaul.simulator.network.packet.queue.LossKind;
import org.longhaul.simulator.network.packet.queue.QueueKind;

/**
 * Settings of the packet network.
 *
 * @param congestionControl of every connection, with its settings
 * @param queue how queues drop packets
 * @param loss how wires lose packets
 * @param burstPackets mean stay in the bad state of {@link LossKind#GILBERT_ELLIOTT}, packets; at least 1
 * @param burstLossRate share of packets lost in that state; above 0, at most 1
 * @param acknowledgementLoss whether wires lose acknowledgements and connection set-ups too
 * @param handshake whether a new connection takes a round trip to set up
 * @param slowStartAfterIdle whether windows shrink when unused for longer than a timeout
 * @param initialWindowPackets window of a new connection, packets; at least 1
 * @param maximumTransmissionUnitBytes largest IP packet, bytes; 100 to 65,535
 * @param segmentationOffload whether senders wait until a millisecond's worth of packets can be handed over at
 *     once, as Linux does whether or not a device cuts the bursts; otherwise packets leave as acknowledgements allow.
 *     Paced senders always hand over bursts
 * @param jitterMicros mean lateness of a packet at the end of a link, microseconds; each is late by an exponential
 *     draw, in order. Real hosts and links have some; without it, flows that are alike can move in lockstep
 * @param readDelayMicros mean time from waking a receiving application to its reading, microseconds, an exponential
 *     draw each; the acknowledgement of a single pushed packet leaves as it reads. Without any, clumps of packets that
 *     data and acknowledgements both ways form last for tens of seconds
 * @param smallestTimeoutMillis least addition of the retransmission timeout to the round trip, milliseconds; at
 *     least 1
 * @param maximumWindow what a receiver lets a sender have under way, bytes; 0 for no limit
 */
public record PacketSettings(
        @JsonProperty(defaultValue = "cubic")
                @JsonPropertyDescription("congestion control of every connection: bbr, cubic or reno")
                CongestionControlFactory congestionControl,
        @JsonProperty(defaultValue = "drop-tail")
                @JsonPropertyDescription("how queues drop packets: drop-tail, red or codel")
                QueueKind queue,
        @JsonProperty(defaultValue = "bernoulli")
                @JsonPropertyDescription("how wires lose packets: bernoulli or gilbert-elliott")
                LossKind loss,
        @JsonProperty(defaultValue = "8")
                @JsonPropertyDescription("mean stay in the bad state of gilbert-elliott, packets, at least 1")
                double burstPackets,
        @JsonProperty(defaultValue = "0.5")
                @JsonPropertyDescription("share of packets lost in the bad state, above 0, at most 1")
                double burstLossRate,
        @JsonProperty(defaultValue = "true")
                @JsonPropertyDescription("whether wires lose acknowledgements and connection set-ups too")
                boolean acknowledgementLoss,
        @JsonProperty(defaultValue = "true")
                @JsonPropertyDescription("whether a new connection takes a round trip to set up")
                boolean handshake,
        @JsonProperty(defaultValue = "true")
                @JsonPropertyDescription("whether windows shrink when unused for longer than a timeout")
                boolean slowStartAfterIdle,
        @JsonProperty(defaultValue = "10") @JsonPropertyDescription("window of a new connection, packets, at least 1")
                int initialWindowPackets,
        @JsonProperty(defaultValue = "1500") @JsonPropertyDescription("largest IP packet, bytes, 100 to 65535")
                int maximumTransmissionUnitBytes,
        @JsonProperty(defaultValue = "false")
                @JsonPropertyDescription("whether senders gather packets into bursts, as segmentation offload does")
                boolean segmentationOffload,
        @JsonProperty(defaultValue = "0")
                @JsonPropertyDescription(
                        "mean random lateness of a packet at the end of a link, microseconds, 0 to 1000000")
                double jitterMicros,
        @JsonProperty(defaultValue = "0")
                @JsonPropertyDescription(
                        "mean time from waking a receiving application to its reading, microseconds, 0 to 1000000")
                double readDelayMicros,
        @JsonProperty(defaultValue = "200")
                @JsonPropertyDescription(
                        "least addition of the retransmission timeout to the round trip, milliseconds, at least 1")
                int smallestTimeoutMillis,
        @JsonProperty(defaultValue = "67108864")
                @JsonPropertyDescription("largest window, bytes; 0 for none; or network.hosts")
                long maximumWindow) {

    private static final PacketSettings DEFAULTS = Defaults.of(PacketSettings.class);

    public PacketSettings {
        require(burstPackets >= 1, "burstPackets", burstPackets, "at least 1");
        require(burstLossRate > 0 && burstLossRate <= 1, "burstLossRate", burstLossRate, "above 0 and at most 1");
        require(initialWindowPackets >= 1, "initialWindowPackets", initialWindowPackets, "at least 1");
        require(
                maximumTransmissionUnitBytes >= 100 && maximumTransmissionUnitBytes <= 65_535,
                "maximumTransmissionUnitBytes",
                maximumTransmissionUnitBytes,
                "100 to 65535");
        require(jitterMicros >= 0 && jitterMicros <= 1e6, "jitterMicros", jitterMicros, "0 to 1000000");
        require(readDelayMicros >= 0 && readDelayMicros <= 1e6, "readDelayMicros", readDelayMicros, "0 to 1000000");
        require(smallestTimeoutMillis >= 1, "smallestTimeoutMillis", smallestTimeoutMillis, "at least 1");
        require(maximumWindow >= 0, "maximumWindow", (double) maximumWindow, "0 (none) or a number of bytes");
    }

    private static void require(boolean holds, String name, double value, String rule) {
        if (!holds) {
            throw new IllegalArgumentException(name + " (" + PlainNumber.of(value) + ") must be " + rule + ".");
        }
    }

    /** Every default. */
    public static PacketSettings defaults() {
        return DEFAULTS;
    }

    /**
     * These settings with another congestion control, with its defaults.
     *
     * @throws IllegalArgumentException if there is none with this id
     */
    public PacketSettings withCongestionControl(String id) {
        return RecordValues.with(this, "congestionControl", CongestionControls.byId(id));
    }

    /** The same settings with another largest window, bytes. */
    public PacketSettings withMaximumWindow(long bytes) {
        return RecordValues.with(this, "maximumWindow", bytes);
    }
}
