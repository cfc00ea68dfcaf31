package org.longhaul.scenario;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.longhaul.extension.Provides;
import org.longhaul.scenario.file.Selection;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.flow.FlowModel;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.packet.PacketModel;
import org.longhaul.simulator.network.packet.PacketSettings;

/**
 * Stands in a scenario for "packet by packet if that is not too much, else as flows"; the plan decides for the whole
 * scenario before anything runs.
 */
@Provides(
        id = AutoFidelity.ID,
        description =
                "Packet by packet where the whole run takes few enough packets, else flow; decided before the run.",
        source = "A count of the packets of all exchanges over the links of their paths.")
public final class AutoFidelity implements NetworkModel<AutoFidelity.Settings> {

    /** Its name in scenarios. */
    public static final String ID = "auto";

    /**
     * What the models that it stands for are told.
     *
     * @param packetLimit most packet transmissions, packets times links, of the whole run; at least 0
     * @param congestionControl of every connection
     * @param maximumWindow largest window, bytes; 0 for none
     */
    public record Settings(
            @JsonProperty(defaultValue = "20000000")
                    @JsonPropertyDescription(
                            "packet transmissions, packets times links, of the whole run up to which it is simulated packet"
                                    + " by packet")
                    long packetLimit,
            @JsonProperty(defaultValue = "cubic") @JsonPropertyDescription("congestion control: reno, cubic or bbr")
                    CongestionControl congestionControl,
            @JsonProperty(defaultValue = "67108864")
                    @JsonPropertyDescription("largest window, bytes; 0 for none; or network.hosts")
                    long maximumWindow) {
        public Settings {
            if (packetLimit < 0) {
                throw new IllegalArgumentException("packetLimit (" + packetLimit + ") must not be negative.");
            }
            if (maximumWindow < 0) {
                throw new IllegalArgumentException(
                        "maximumWindow (" + maximumWindow + ") must be 0 (none) or a number of bytes.");
            }
        }

        /** The flow model that these settings stand for. */
        public Selection<NetworkModel<?>> flow() {
            FlowModel model = new FlowModel();
            return new Selection<>(
                    model.id(), model, FlowSettings.tcp(congestionControl).withMaximumWindow(maximumWindow));
        }

        /** The packet model that these settings stand for. */
        public Selection<NetworkModel<?>> packet() {
            PacketModel model = new PacketModel();
            return new Selection<>(
                    model.id(),
                    model,
                    PacketSettings.defaults()
                            .withCongestionControl(congestionControl.id())
                            .withMaximumWindow(maximumWindow));
        }
    }

    @Override
    public Settings onHosts(Settings settings, HostBuffers hosts, int connections) {
        return new Settings(settings.packetLimit(), settings.congestionControl(), hosts.window());
    }

    @Override
    public Network create(Settings settings, NetworkContext context) {
        throw new UnsupportedOperationException("the plan chooses a network model for " + ID);
    }
}
