package org.longhaul.wire.projection;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.simulator.network.HostBuffers;

final class WireNetworkTest {
    /** 6 MiB is what distributions ship; half of 64 MiB is nearer to 64 MiB than to 3 MB. */
    @ParameterizedTest
    @CsvSource({"6291456, LINUX_DEFAULT", "16777216, LINUX_DEFAULT", "67108864, LINUX_TUNED", "134217728, LINUX_TUNED"})
    void buffersAreTheNearestThatTheSimulatorKnows(long mostReceiveBytes, HostBuffers nearest) {
        assertThat(WireNetwork.buffers(mostReceiveBytes)).isEqualTo(nearest);
    }
}
