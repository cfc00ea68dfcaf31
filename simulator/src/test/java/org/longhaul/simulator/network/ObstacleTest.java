package org.longhaul.simulator.network;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import org.jspecify.annotations.Nullable;
import org.junit.jupiter.api.Test;
import org.longhaul.extension.RecordValues;
import org.longhaul.simulator.network.analytic.AnalyticNetwork;
import org.longhaul.simulator.network.flow.FlowModel;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.packet.PacketModel;
import org.longhaul.simulator.network.packet.PacketSettings;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/** Over which paths each model says that it carries nothing. */
class ObstacleTest {

    private static Topology line(long bitsPerSecond, Duration latency, double lossRate) {
        Bandwidth rate = new Bandwidth(bitsPerSecond);
        return Topology.builder("line")
                .node(Node.host("a"))
                .node(Node.host("b"))
                .link(new Link("ab", "a", "b", rate, rate, latency, lossRate, null, null))
                .build();
    }

    private static @Nullable String flow(FlowSettings settings, Topology topology) {
        return new FlowModel().obstacle(settings, topology, new int[] {0}, new int[] {1});
    }

    private static @Nullable String packet(PacketSettings settings, Topology topology) {
        return new PacketModel().obstacle(settings, topology, new int[] {0}, new int[] {1});
    }

    @Test
    void lossesCountOnlyWhereTheyAreSimulated() {
        Topology lossy = line(1_000_000, Duration.ofMillis(1), 0.99);
        assertThat(flow(FlowSettings.tcp(), lossy)).contains("are lost");
        assertThat(flow(FlowSettings.fluid(), lossy)).isNull();
        assertThat(packet(PacketSettings.defaults(), lossy)).contains("all but one in 10000 are lost");
        // One in a hundred gets through, and its acknowledgement always does: three hours for a packet.
        PacketSettings kept = RecordValues.with(PacketSettings.defaults(), "acknowledgementLoss", false);
        assertThat(packet(kept, lossy)).isNull();
    }

    @Test
    void smallPacketsFitWhereLargeOnesTakeLongerThanTheTimer() {
        Topology slow = line(64, Duration.ofMillis(1), 0);
        assertThat(packet(PacketSettings.defaults(), slow)).contains("a full packet's time on each link included");
        PacketSettings small = RecordValues.with(PacketSettings.defaults(), "maximumTransmissionUnitBytes", 500);
        assertThat(packet(small, slow)).isNull();
        assertThat(flow(FlowSettings.tcp(), slow)).isNull();
    }

    @Test
    void closedFormsCarryEverything() {
        AnalyticNetwork.Model model = new AnalyticNetwork.Model();
        Topology far = line(1, Duration.ofHours(6), 0.999);
        assertThat(model.obstacle(model.defaults(), far, new int[] {0}, new int[] {1}))
                .isNull();
        assertThat(model.congestionControl(model.defaults())).isNull();
        assertThat(new PacketModel().congestionControl(PacketSettings.defaults().withCongestionControl("bbr")))
                .isEqualTo(CongestionControl.BBR);
    }
}
