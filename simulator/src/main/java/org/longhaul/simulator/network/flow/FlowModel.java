package org.longhaul.simulator.network.flow;

import com.google.auto.service.AutoService;
import java.util.List;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.TcpReach;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.flow.fluid.RttBias;
import org.longhaul.topology.Topology;

/** Registers the model as {@code flow}. */
@SuppressWarnings("rawtypes")
@AutoService(NetworkModel.class)
@Provides(
        id = "flow",
        description = "Max-min fair fluid with TCP's slow start, windows, losses, queues and headers.",
        source = "Bertsekas, Gallager, Data Networks, 1992 (max-min); RFC 5681, 6928, 9438 (TCP); "
                + "Mathis et al., CCR 27(3), 1997 (loss); Cardwell et al., BBR, ACM Queue 14(5), 2016")
public final class FlowModel implements NetworkModel<FlowSettings> {
    @Override
    public FlowSettings withoutEffects(FlowSettings settings) {
        return new FlowSettings(
                settings.congestionControl(),
                false,
                false,
                settings.initialWindow(),
                false,
                0,
                false,
                settings.mtuBytes(),
                settings.headerBytes(),
                false,
                false,
                false,
                false,
                RttBias.NONE);
    }

    @Override
    public FlowSettings onHosts(FlowSettings settings, HostBuffers hosts, int connections) {
        return settings.withMaximumWindow(hosts.window());
    }

    @Override
    public FlowSettings within(FlowSettings settings, long windowBytes, int connections) {
        long window = settings.maximumWindow();
        return window > 0 && window <= windowBytes ? settings : settings.withMaximumWindow(windowBytes);
    }

    @Override
    public CongestionControl congestionControl(FlowSettings settings) {
        return settings.congestionControl();
    }

    @Override
    public @Nullable String obstacle(FlowSettings settings, Topology topology, int[] there, int[] back) {
        return settings.lossLimit() ? TcpReach.losses(topology, there, back, true) : null;
    }

    @Override
    public List<String> weaknesses(FlowSettings settings, Topology topology, int[] there, int[] back) {
        return new FlowWeaknesses(settings, topology).of(there, back);
    }

    @Override
    public Network create(FlowSettings settings, NetworkContext context) {
        return new FlowNetwork(settings, context);
    }
}
