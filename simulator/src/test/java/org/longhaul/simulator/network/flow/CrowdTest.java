package org.longhaul.simulator.network.flow;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.within;

import java.time.Duration;
import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

/** Thousands of flows with TCP at once, where rates are not exact. */
class CrowdTest {

    private static final int FLOWS = 3000;

    /** Transfers on a fat tree of 16 hosts, of 50 kB on average, that nearly all run at the same time. */
    private static double[] ends(FlowSettings settings) {
        Topology tree = Topologies.fatTree(4, Bandwidth.parse("1 Gbit/s"), Duration.ofNanos(1000));
        Cases.Run run = new Cases.Run(settings, tree, Routings.equalCostMultipath(tree));
        int[] hosts = tree.hosts();
        RandomGenerator random = new RandomStreams(3).stream("crowd", 0);
        double[] ends = new double[FLOWS];
        for (int flow = 0; flow < FLOWS; flow++) {
            int source = flow % hosts.length;
            int target = (source + random.nextInt(1, hosts.length)) % hosts.length;
            run.send(
                    hosts[source],
                    hosts[target],
                    random.nextLong(1000, 100_000),
                    flow,
                    random.nextDouble() * 0.02,
                    ends,
                    flow);
        }
        run.loop.run();
        return ends;
    }

    @Test
    void allEndAndInTheMeanWhenTheFluidEnds() {
        double[] tcp = ends(FlowSettings.tcp());
        double[] fluid = ends(FlowSettings.fluid());
        assertThat(Arrays.stream(tcp).min().orElseThrow()).isPositive();
        assertThat(mean(tcp) / mean(fluid)).isCloseTo(1, within(0.1));
    }

    private static double mean(double[] values) {
        return Arrays.stream(values).average().orElseThrow();
    }
}
