package org.longhaul.scenario.inference;

import it.unimi.dsi.fastutil.ints.IntArrayList;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.scenario.section.ComputeKind;
import org.longhaul.simulator.compute.DeviceTable;
import org.longhaul.simulator.fault.Elements;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.ClientProfile;
import org.longhaul.topology.unit.ClientProfiles;
import org.longhaul.topology.unit.FlopRate;

/** How many operations a second each host reaches, from what a scenario says of devices. */
final class HostRates {
    private final @Nullable Selection<ComputeKind> ofAll;
    private final Map<String, Selection<ComputeKind>> ofHosts;
    private final Topology topology;
    private final YamlDocument.Findings findings;

    HostRates(
            @Nullable Selection<ComputeKind> ofAll,
            Map<String, Selection<ComputeKind>> ofHosts,
            Topology topology,
            YamlDocument.Findings findings) {
        this.ofAll = ofAll;
        this.ofHosts = ofHosts;
        this.topology = topology;
        this.findings = findings;
    }

    /** By node; 0 where nothing is stated. */
    double[] flopsPerSecond() {
        double[] rates = new double[topology.nodeCount()];
        if (ofAll != null) {
            for (int host : topology.hosts()) {
                rates[host] = rate(ofAll, host, "compute");
            }
        }
        List<String> patternsFirst = new ArrayList<>(ofHosts.keySet());
        patternsFirst.sort((a, b) -> Boolean.compare(topology.hasNode(a), topology.hasNode(b)));
        for (String name : patternsFirst) {
            String path = "computeOfHosts." + name;
            Selection<ComputeKind> compute = ofHosts.get(name);
            if (compute != null) {
                for (int host : hosts(name, path)) {
                    rates[host] = rate(compute, host, path);
                }
            }
        }
        return rates;
    }

    private IntArrayList hosts(String name, String path) {
        try {
            IntArrayList hosts = new Elements(topology).nodes("computeOfHosts", List.of(name));
            hosts.removeIf((int node) -> !topology.node(node).isHost());
            if (hosts.isEmpty()) {
                findings.add(path, "names no host: switches compute nothing", "ids of hosts");
            }
            return hosts;
        } catch (IllegalArgumentException e) {
            findings.add(path, String.valueOf(e.getMessage()), null);
            return new IntArrayList();
        }
    }

    private double rate(Selection<ComputeKind> compute, int host, String path) {
        if (compute.settings() instanceof ComputeKind.Device device) {
            try {
                FlopRate peak = device.peak() != null
                        ? device.peak()
                        : DeviceTable.shipped().get(device.device()).peak(device.precision());
                return peak.flopsPerSecond() * device.mfu() * device.devices();
            } catch (IllegalArgumentException e) {
                findings.add(path + ".device", String.valueOf(e.getMessage()), null);
                return 0;
            }
        }
        if (compute.settings() instanceof ComputeKind.Profiles profiles) {
            ClientProfile profile = ClientProfiles.ofHost(topology.node(host).id());
            return profile == null ? 0 : profile.rate().flopsPerSecond() / profiles.scale();
        }
        findings.add(
                path,
                "says how long a step of training takes, and requests have no steps",
                "{device: NAME, mfu: SHARE} or {profiles: true}; a time belongs to work: {time: ...}");
        return 0;
    }
}
