package org.longhaul.scenario.engine.planner;

import com.google.common.primitives.ImmutableDoubleArray;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.section.ComputeKind;
import org.longhaul.scenario.section.Stragglers;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.ClientProfile;
import org.longhaul.topology.unit.ClientProfiles;
import org.longhaul.training.participation.Population;

/** What is known of workers and clients before their data are read: how fast each is, and how often it is there. */
final class Populations {
    private final Topology topology;
    private final int[] workers;
    private final int[] clients;
    private final @Nullable Stragglers stragglers;
    private final YamlDocument.Findings findings;

    /**
     * @param workers node of each worker
     * @param clients node of each client, and what comes behind
     */
    Populations(
            Topology topology,
            int[] workers,
            int[] clients,
            @Nullable Stragglers stragglers,
            YamlDocument.Findings findings) {
        this.topology = topology;
        this.workers = workers.clone();
        this.clients = clients.clone();
        this.stragglers = stragglers;
        this.findings = findings;
    }

    /**
     * Those who train.
     *
     * @param count how many
     * @param ofServer whether they are the clients of a server
     * @param path where it says how long they compute
     */
    Population of(int count, boolean ofServer, Selection<ComputeKind> compute, String path) {
        boolean byProfile = compute.settings() instanceof ComputeKind.Profiles;
        if (!byProfile && (stragglers == null || stragglers.factors().isEmpty())) {
            return Population.alike(count);
        }
        int[] nodes = ofServer ? clients : workers;
        double[] speeds = new double[count];
        double[] presence = new double[byProfile ? count : 0];
        for (int i = 0; i < count; i++) {
            double speed = 1;
            if (byProfile) {
                ClientProfile profile = profile(topology.node(nodes[i]).id(), path);
                speed = profile.rate().flopsPerSecond();
                presence[i] = profile.presence();
            }
            speeds[i] = stragglers == null ? speed : speed / stragglers.factor(i);
        }
        return new Population(
                count,
                ImmutableDoubleArray.of(),
                ImmutableDoubleArray.copyOf(speeds),
                ImmutableDoubleArray.copyOf(presence));
    }

    private ClientProfile profile(String host, String path) {
        ClientProfile profile = ClientProfiles.ofHost(host);
        if (profile == null) {
            findings.add(
                    path + ".profiles",
                    "the host '" + host + "' is called after no profile",
                    "hosts such as phone17, of "
                            + String.join(
                                    ", ",
                                    ClientProfiles.all().stream()
                                            .map(ClientProfile::id)
                                            .toList())
                            + ", as topology: {builder: access-lines} makes them");
            findings.raise();
            throw new IllegalStateException("a finding ends the plan");
        }
        return profile;
    }
}
