package org.longhaul.scenario.extend;

import com.fasterxml.jackson.annotation.JsonProperty;
import com.fasterxml.jackson.annotation.JsonPropertyDescription;
import org.longhaul.extension.Provides;
import org.longhaul.simulator.network.Network;
import org.longhaul.simulator.network.NetworkContext;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.analytic.AnalyticNetwork;

/** A network model of a user's: closed forms, at the share of a line that headers leave to payload. */
@Provides(
        id = "goodput",
        description = "Latency plus bytes at the rate that headers leave, without sharing.",
        source = "IEEE 802.3; RFC 9293; RFC 7323")
public final class Goodput implements NetworkModel<Goodput.Settings> {
    /** How large packets are. */
    public record Settings(
            @JsonProperty(defaultValue = "1500") @JsonPropertyDescription("largest IP packet, bytes; 576 to 9000")
                    int mtu) {
        /** Checks the range. */
        public Settings {
            if (mtu < 576 || mtu > 9000) {
                throw new IllegalArgumentException("mtu (" + mtu + ") must lie in [576, 9000].");
            }
        }
    }

    /** IPv4, TCP and its time stamps. */
    private static final int INSIDE = 20 + 20 + 12;
    /** Preamble, Ethernet header, check sequence and the gap between two frames. */
    private static final int AROUND = 8 + 14 + 4 + 12;

    @Override
    public Network create(Settings settings, NetworkContext context) {
        double share = (double) (settings.mtu() - INSIDE) / (settings.mtu() + AROUND);
        return new AnalyticNetwork(AnalyticNetwork.Settings.alphaBeta(share, true), context);
    }
}
