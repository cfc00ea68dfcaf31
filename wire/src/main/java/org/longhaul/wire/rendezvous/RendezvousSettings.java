package org.longhaul.wire.rendezvous;

import com.google.common.collect.ImmutableMap;
import com.google.common.collect.ImmutableSet;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Map;
import java.util.Set;
import org.jspecify.annotations.Nullable;

/**
 * What a rendezvous is.
 *
 * @param at where it listens, and nowhere else; port 0 takes any
 * @param tls how connections are encrypted; null for not
 * @param hosts who may connect; empty for everybody
 * @param members how many there will be, ranks from 0
 * @param run name of the run
 * @param facts what every member must state alike, such as the scenario's digest
 * @param patience for how long a member may be silent until it counts as lost
 * @param collected folder of the files that members hand in, a folder for each
 */
public record RendezvousSettings(
        InetSocketAddress at,
        Token token,
        @Nullable TlsKeys tls,
        Set<InetAddress> hosts,
        int members,
        String run,
        Map<String, String> facts,
        Duration patience,
        Path collected) {
    public RendezvousSettings {
        hosts = ImmutableSet.copyOf(hosts);
        facts = ImmutableMap.copyOf(facts);
    }
}
