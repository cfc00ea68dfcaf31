package org.longhaul.wire.run;

import com.google.common.collect.ImmutableSet;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.time.Duration;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.wire.rendezvous.TlsKeys;
import org.longhaul.wire.rendezvous.Token;

/**
 * How a run is held together.
 *
 * @param at where the rendezvous listens; port 0 takes any
 * @param tls how connections to it are encrypted; null for not
 * @param hosts who may connect; empty for everybody who knows the token
 * @param patience for how long a member may be silent until it counts as lost
 * @param joining for how long members are waited for in the beginning
 * @param probeSeconds how long tests of the network's rates may take in all; 0 for no measurement
 */
public record RunnerSettings(
        InetSocketAddress at,
        Token token,
        @Nullable TlsKeys tls,
        Set<InetAddress> hosts,
        Duration patience,
        Duration joining,
        double probeSeconds) {
    public RunnerSettings {
        hosts = ImmutableSet.copyOf(hosts);
    }
}
