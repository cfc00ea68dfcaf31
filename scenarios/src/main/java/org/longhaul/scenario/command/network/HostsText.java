package org.longhaul.scenario.command.network;

import java.util.ArrayList;
import java.util.List;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.extension.Spelling;
import org.longhaul.scenario.command.shared.WrongInputException;
import org.longhaul.simulator.network.HostBuffers;

/** Socket buffers of hosts, as commands read and show them. */
final class HostsText {
    private HostsText() {}

    /**
     * The buffers called so.
     *
     * @throws WrongInputException if there are none
     */
    static HostBuffers named(String option, String name) {
        List<String> names = new ArrayList<>();
        for (HostBuffers hosts : HostBuffers.values()) {
            if (hosts.id().equals(name)) {
                return hosts;
            }
            names.add(hosts.id());
        }
        throw new WrongInputException(option + ": '" + Spelling.excerpt(name) + "' is not known; allowed: "
                + String.join(", ", names) + Spelling.maybe(name, names));
    }

    /** What such a window is, after a comma; nothing if there is no limit. */
    static String windows(long bytes) {
        if (bytes == 0) {
            return "";
        }
        HostBuffers hosts = HostBuffers.holding(bytes);
        return ", windows up to " + Quantities.bytes(bytes) + (hosts == null ? "" : " (" + hosts.id() + ")");
    }
}
