package org.longhaul.scenario.command.network;

import java.util.ArrayList;
import java.util.List;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.AutoFidelity;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.scenario.file.Selection;
import org.longhaul.scenario.section.NetworkSection;
import org.longhaul.simulator.explain.NetworkChoice;
import org.longhaul.simulator.explain.TransferCase;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.HostBuffers;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.NetworkModels;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.packet.PacketSettings;

/**
 * The three fidelities as a scenario sets them, else with their defaults; and what else it names.
 *
 * @param analytic closed forms
 * @param flow the fluid network
 * @param packet packet by packet
 * @param others further models that the scenario names, as its fidelity or to compare with
 */
record NetworkModelChoices(
        NetworkChoice analytic, NetworkChoice flow, NetworkChoice packet, List<NetworkChoice> others) {

    private static final List<String> OWN = List.of("analytic", "flow", "packet", AutoFidelity.ID);

    private static final String CONGESTION_CONTROL = "congestionControl";

    /** What a scenario says about each model, as its fidelity or to compare with, and about the hosts. */
    static NetworkModelChoices of(@Nullable NetworkSection section) {
        NetworkModelChoices choices = new NetworkModelChoices(
                choice("analytic", section), choice("flow", section), choice("packet", section), others(section));
        if (section == null) {
            return choices;
        }
        HostBuffers hosts = section.hosts();
        return hosts == null ? choices : choices.on(hosts, section.connections());
    }

    /** The same on hosts with such socket buffers. */
    NetworkModelChoices on(HostBuffers hosts, int connections) {
        return new NetworkModelChoices(
                analytic.on(hosts, connections),
                flow.on(hosts, connections),
                packet.on(hosts, connections),
                others.stream().map(other -> other.on(hosts, connections)).toList());
    }

    /** Largest window on the flow network, bytes; 0 for none. */
    long maximumWindow() {
        return flow.settings() instanceof FlowSettings settings ? settings.maximumWindow() : 0;
    }

    private static List<NetworkChoice> others(@Nullable NetworkSection section) {
        if (section == null) {
            return List.of();
        }
        return Stream.concat(Stream.of(section.fidelity()), section.compareWith().stream())
                .filter(model -> !OWN.contains(model.id()))
                .map(model -> new NetworkChoice(model.factory(), model.settings()))
                .toList();
    }

    private static NetworkChoice choice(String id, @Nullable NetworkSection section) {
        if (section != null) {
            List<Selection<NetworkModel<?>>> named = new ArrayList<>();
            named.add(section.fidelity());
            named.addAll(section.compareWith());
            if (section.fidelity().settings() instanceof AutoFidelity.Settings auto) {
                named.add(auto.flow());
                named.add(auto.packet());
            }
            for (Selection<NetworkModel<?>> selection : named) {
                if (selection.id().equals(id)) {
                    return new NetworkChoice(selection.factory(), selection.settings());
                }
            }
        }
        return NetworkChoice.defaults(NetworkModels.byId(id));
    }

    /** The congestion control of the flow network. */
    String congestionControl() {
        return flow.settings() instanceof FlowSettings settings
                ? settings.congestionControl().id()
                : "";
    }

    /**
     * The same with every connection under one congestion control.
     *
     * @throws WrongInputException if nothing is called so
     */
    NetworkModelChoices with(String congestionControl) {
        CongestionControl control = control("--congestion-control", congestionControl);
        return new NetworkModelChoices(
                analytic, flow.with(CONGESTION_CONTROL, control), packetUnder(congestionControl), others);
    }

    private NetworkChoice packetUnder(String congestionControl) {
        return packet.settings() instanceof PacketSettings settings
                ? packet.with(settings.withCongestionControl(congestionControl))
                : packet;
    }

    /**
     * The congestion control that an option names.
     *
     * @throws WrongInputException if nothing is called so
     */
    static CongestionControl control(String option, String name) {
        List<String> names = new ArrayList<>();
        for (CongestionControl control : CongestionControl.values()) {
            names.add(control.id());
            if (control.id().equals(name)) {
                return control;
            }
        }
        throw new WrongInputException(option + ": '" + name + "' is not known; allowed: "
                + names.stream().sorted().collect(Collectors.joining(", ")) + Spelling.maybe(name, names));
    }

    /** The congestion control of a transfer in question, and that of the others where it is another one. */
    String congestionControl(TransferCase asked) {
        String assigned = asked.assignedControl();
        String own = assigned == null ? congestionControl() : assigned;
        String others = asked.othersControl();
        return others == null || others.equals(own) ? own : own + " (the others " + others + ")";
    }

    /** The packet network under the flow network's congestion control, unless the scenario sets the packet network. */
    NetworkModelChoices aligned(@Nullable NetworkSection section) {
        boolean stated = section != null
                && (section.fidelity().id().equals("packet")
                        || section.compareWith().stream()
                                .anyMatch(model -> model.id().equals("packet")));
        return stated ? this : new NetworkModelChoices(analytic, flow, packetUnder(congestionControl()), others);
    }
}
