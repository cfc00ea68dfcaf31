package org.longhaul.wire.projection;

import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.file.YamlChange;
import org.longhaul.scenario.file.YamlDocument;
import org.longhaul.simulator.collective.library.GlooLibrary;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.wire.record.KernelFacts;
import org.longhaul.wire.record.WireFolder;
import org.longhaul.wire.record.WireMember;
import org.longhaul.wire.record.WireRun;

/**
 * What a scenario becomes for its projection: the measured network with every member on its own host, exchanges carried out as the
 * wire does, and nothing that happens besides.
 */
public final class WireNetwork {
    /** A wire run exchanges after the backward pass, by the rings that its library has. */
    private static final List<String> AS_THE_WIRE_DOES = List.of(
            "network.overlap=none",
            "network.collective=ring",
            "network.collectives={}",
            "network.compareWith=[]",
            "network.connections=1",
            "faults=[]",
            "background={}");

    private static final List<String> OF_METHODS = List.of("overlap", "collective", "collectives");

    private WireNetwork() {}

    /** The changes, on a scenario's text. */
    static ScenarioChanges changes(WireFolder folder, WireRun run, YamlDocument scenario) {
        ScenarioChanges changes = ScenarioChanges.none();
        for (String change : AS_THE_WIRE_DOES) {
            changes = changes.set(change);
        }
        List<String> nodes = run.members().stream().map(WireMember::node).toList();
        changes = changes.set("workers=" + run.workers())
                .set("placement=[" + String.join(", ", quoted(nodes.subList(0, run.workers()))) + "]");
        if (run.members().size() > run.workers()) {
            changes = changes.set("server="
                    + quoted(nodes.subList(run.workers(), nodes.size())).get(0));
        }
        for (String gone : List.of("claims", "stragglers", "clients", "recovery")) {
            changes = without(changes, scenario, gone);
        }
        for (int i = 0; scenario.findings().isWritten("methods[" + i + "]"); i++) {
            for (String own : OF_METHODS) {
                changes = without(changes, scenario, "methods[" + i + "]." + own);
            }
        }
        changes = changes.set("network.library=" + library(run.library()));
        changes = asFound(changes, run.members());
        return changes.on(folder.topology().toString());
    }

    private static ScenarioChanges without(ScenarioChanges changes, YamlDocument scenario, String path) {
        return scenario.findings().isWritten(path) ? changes.set(path + "=") : changes;
    }

    /** Members of a wire run say at once that they have room for all that comes around the ring. */
    private static String library(String id) {
        return id.equals(GlooLibrary.ID) ? "{kind: " + id + ", gathersAtOnce: true}" : id;
    }

    /** Congestion controls and buffers that the members' kernels have, where all of them say so. */
    private static ScenarioChanges asFound(ScenarioChanges changes, List<WireMember> members) {
        Map<String, String> controls = new TreeMap<>();
        long window = Long.MAX_VALUE;
        for (WireMember member : members) {
            KernelFacts kernel = member.kernel();
            if (kernel == null) {
                return changes;
            }
            controls.put(member.node(), kernel.congestionControl());
            window = Math.min(window, kernel.mostReceiveBytes());
        }
        ScenarioChanges found = changes.set("network.hosts=" + buffers(window).id());
        return controls.values().stream().allMatch(WireNetwork::isSimulated)
                ? new ScenarioChanges(with(found, YamlChange.of("network.congestionControls", flow(controls))))
                : found;
    }

    private static List<YamlChange> with(ScenarioChanges changes, YamlChange more) {
        List<YamlChange> all = new ArrayList<>(changes.list());
        all.add(more);
        return all;
    }

    /** Whether the simulator has a congestion control of a kernel. */
    public static boolean isSimulated(String congestionControl) {
        return List.of("reno", "cubic", "bbr").contains(congestionControl);
    }

    /**
     * The nearest of the buffers that the simulator knows.
     *
     * @param mostReceiveBytes largest {@code tcp_rmem} of the hosts
     */
    public static HostBuffers buffers(long mostReceiveBytes) {
        // Half of a receive buffer is window; nearest by their ratio.
        double between =
                Math.sqrt((double) HostBuffers.LINUX_DEFAULT.window() * (double) HostBuffers.LINUX_TUNED.window());
        return mostReceiveBytes / 2.0 >= between ? HostBuffers.LINUX_TUNED : HostBuffers.LINUX_DEFAULT;
    }

    private static String flow(Map<String, String> values) {
        Map<String, String> quoted = new LinkedHashMap<>();
        values.forEach((key, value) -> quoted.put(quoted(key), value));
        StringBuilder text = new StringBuilder("{");
        quoted.forEach((key, value) -> text.append(text.length() > 1 ? ", " : "")
                .append(key)
                .append(": ")
                .append(value));
        return text.append("}").toString();
    }

    private static List<String> quoted(List<String> names) {
        return names.stream().map(WireNetwork::quoted).toList();
    }

    private static String quoted(String name) {
        return "'" + name.replace("'", "''") + "'";
    }
}
