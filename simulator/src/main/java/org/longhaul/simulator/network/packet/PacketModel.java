package org.longhaul.simulator.network.packet;

import com.google.auto.service.AutoService;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.TcpReach;
import org.longhaul.topology.Topology;

/** Registers the model as {@code packet}. */
@SuppressWarnings("rawtypes")
@AutoService(NetworkModel.class)
@Provides(
        id = "packet",
        description = "Packets over queues with TCP's congestion control, loss recovery and acknowledgements.",
        source =
                "RFC 9293, 5681, 9438, 6675, 8985, 9937, 6298 as Linux has them; drop-tail, RED (Floyd, Jacobson 1993),"
                        + " CoDel (RFC 8289)")
public final class PacketModel implements NetworkModel<PacketSettings> {
    @Override
    public PacketSettings withoutEffects(PacketSettings settings) {
        return new PacketSettings(
                settings.congestionControl(),
                settings.queue(),
                settings.loss(),
                settings.burstPackets(),
                settings.burstLossRate(),
                false,
                false,
                false,
                settings.initialWindowPackets(),
                settings.maximumTransmissionUnitBytes(),
                false,
                0,
                0,
                settings.smallestTimeoutMillis(),
                0);
    }

    @Override
    public PacketSettings onHosts(PacketSettings settings, HostBuffers hosts, int connections) {
        return settings.withMaximumWindow(hosts.window());
    }

    @Override
    public PacketSettings within(PacketSettings settings, long windowBytes, int connections) {
        long window = settings.maximumWindow();
        return window > 0 && window <= windowBytes ? settings : settings.withMaximumWindow(windowBytes);
    }

    /** {@inheritDoc} Null too where the control is none of those that the simulator has by itself. */
    @Override
    public @Nullable CongestionControl congestionControl(PacketSettings settings) {
        for (CongestionControl known : CongestionControl.values()) {
            if (known.id().equals(settings.congestionControl().id())) {
                return known;
            }
        }
        return null;
    }

    @Override
    public @Nullable String obstacle(PacketSettings settings, Topology topology, int[] there, int[] back) {
        return TcpReach.packets(
                topology,
                there,
                back,
                settings.maximumTransmissionUnitBytes(),
                PacketNetwork.HEADER_BYTES,
                settings.acknowledgementLoss());
    }

    @Override
    public Network create(PacketSettings settings, NetworkContext context) {
        return new PacketNetwork(settings, context);
    }
}
