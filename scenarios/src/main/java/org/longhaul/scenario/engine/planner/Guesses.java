package org.longhaul.scenario.engine.planner;

import java.math.BigDecimal;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Predicate;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.scenario.Scenario;
import org.longhaul.scenario.engine.plan.ComputeTimes;
import org.longhaul.scenario.engine.plan.MethodPlan;
import org.longhaul.scenario.engine.plan.SettingWords;
import org.longhaul.scenario.section.ComputeKind;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.topology.Topology;
import org.longhaul.topology.TopologyNote;
import org.longhaul.topology.build.AccessLines;

/** What a plan takes for granted because neither the scenario nor the files that it names say it: one line each. */
final class Guesses {
    private Guesses() {}

    /**
     * The lines.
     *
     * @param isWritten whether the scenario's file holds the field of a path
     */
    static List<String> of(
            Scenario scenario, Topology topology, List<MethodPlan> methods, Predicate<String> isWritten) {
        List<String> lines = new ArrayList<>();
        for (TopologyNote note : topology.notes()) {
            if (note.kind() != TopologyNote.Kind.SOURCE) {
                lines.add("topology: " + note.line());
            }
        }
        for (MethodPlan method : methods) {
            String path = method.section().compute() == null ? "compute" : "methods[" + method.index() + "].compute";
            if (method.compute().settings() instanceof ComputeKind.Device device) {
                String line = String.format(
                        Locale.ROOT,
                        "compute: %s at %s %% of its peak",
                        device.device(),
                        BigDecimal.valueOf(device.mfu() * 100)
                                .stripTrailingZeros()
                                .toPlainString());
                if (!isWritten.test(path + ".mfu") && !lines.contains(line)) {
                    lines.add(line);
                }
                String memory = "compute: memory of " + device.device() + " is not known; whether the model fits is not"
                        + " checked";
                if (ComputeTimes.memory(device) == null && !lines.contains(memory)) {
                    lines.add(memory);
                }
            }
        }
        if (methods.stream().anyMatch(method -> method.compute().settings() instanceof ComputeKind.Profiles)) {
            lines.add("compute: what training reaches on profiles is assumed, as longhaul list clients says");
        }
        if (scenario.topology().settings() instanceof AccessLines.Settings) {
            lines.add("topology: access lines of profiles are assumed, as longhaul list clients says");
        }
        List<String> network = new ArrayList<>();
        Map<String, String> settings =
                SettingWords.settings(scenario.network().fidelity().settings());
        if (!isWritten.test("network.fidelity.congestionControl") && settings.containsKey("congestionControl")) {
            network.add("congestion control " + settings.get("congestionControl"));
        }
        if (!isWritten.test("network.fidelity.maximumWindow")
                && !isWritten.test("network.hosts")
                && settings.containsKey("maximumWindow")) {
            network.add(windows(Long.parseLong(settings.get("maximumWindow"))));
        }
        long queues =
                topology.links().stream().filter(link -> link.queue() == null).count();
        if (queues > 0 && !scenario.network().fidelity().id().equals("analytic")) {
            network.add("queues of one bandwidth-delay product, at least 1 ms, on " + queues + " of "
                    + topology.links().size() + " links");
        }
        if (!network.isEmpty()) {
            lines.add("network: " + String.join(", ", network));
        }
        return lines;
    }

    private static String windows(long bytes) {
        HostBuffers hosts = HostBuffers.holding(bytes);
        return bytes == 0
                ? "no limit of windows"
                : "windows up to " + Quantities.bytes(bytes) + (hosts == null ? "" : " (hosts: " + hosts.id() + ")");
    }
}
