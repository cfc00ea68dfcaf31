package org.longhaul.wire.run;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.longhaul.wire.record.KernelFacts;
import org.longhaul.wire.record.WireMember;

final class HostWordsTest {
    /** A laboratory sets the congestion control by route, and the address is one of no line. */
    @Test
    void whatConnectionsHaveGoesBeforeWhatTheSystemUsuallyGives() {
        WireMember joined = new WireMember(
                1, "worker1", "vm", "10.0.0.2", 2, "a processor", new KernelFacts("Linux 6", "bbr", 1, 2, 65_536));

        WireMember connected = HostWords.connected(joined, "cubic 1500");

        assertThat(connected)
                .isEqualTo(new WireMember(
                        1,
                        "worker1",
                        "vm",
                        "10.0.0.2",
                        2,
                        "a processor",
                        new KernelFacts("Linux 6", "cubic", 1, 2, 1500)));
        WireMember untold = new WireMember(1, "worker1", "vm", "10.0.0.2", 2, "a processor", null);
        assertThat(HostWords.connected(untold, "cubic 1500")).isEqualTo(untold);
    }
}
