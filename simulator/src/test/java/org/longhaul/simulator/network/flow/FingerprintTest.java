package org.longhaul.simulator.network.flow;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.time.Duration;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.random.RandomGenerator;
import org.junit.jupiter.api.Test;
import org.longhaul.simulator.FingerprintTable;
import org.longhaul.simulator.event.RandomStreams;
import org.longhaul.simulator.network.CongestionControl;
import org.longhaul.simulator.network.NetworkModel;
import org.longhaul.simulator.network.NetworkModels;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.simulator.network.flow.fluid.RttBias;
import org.longhaul.topology.Link;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;
import org.longhaul.topology.unit.Bandwidth;

/** Seeded runs end at the recorded times to the nanosecond, on every JDK. */
class FingerprintTest {

    @Test
    void seededRunsEndWhenTheyDidWhenTheyWereRecorded() throws IOException {
        SortedMap<String, String> found = new TreeMap<>();
        for (NetworkModel<?> model : NetworkModels.all()) {
            found.put(model.id() + ", lossy star", lossyStar(new Cases.Run(model, star())));
        }
        for (CongestionControl control : CongestionControl.values()) {
            FlowSettings tcp = FlowSettings.tcp(control);
            found.put("flow, " + control + ", lossy star", lossyStar(new Cases.Run(tcp, star())));
        }
        found.put("flow, fluid, fat tree", fatTree(FlowSettings.fluid(RttBias.INVERSE_LATENCY)));
        found.put("flow, tcp, fat tree", fatTree(FlowSettings.tcp()));
        found.put("random streams", draws());
        FingerprintTable.check("network", found);
    }

    private static Topology star() {
        Topology.Builder star = Topology.builder("star of 8 hosts").node(Node.switchOf("s"));
        for (int host = 0; host < 8; host++) {
            star.node(Node.host("h" + host));
            Bandwidth rate = new Bandwidth(10_000_000L * (host + 1));
            double lossRate = host % 2 == 0 ? 0 : 1e-3;
            Duration latency = Duration.ofMillis(host + 1);
            star.link(new Link("l" + host, "h" + host, "s", rate, rate, latency, lossRate, null, null));
        }
        return star.build();
    }

    /** Sixty transfers among eight hosts of unlike rates and latencies, half of them over links that lose packets. */
    private static String lossyStar(Cases.Run run) {
        RandomGenerator random = new RandomStreams(11).stream("fingerprints", 0);
        double[] ends = new double[60];
        for (int i = 0; i < ends.length; i++) {
            int source = random.nextInt(8);
            int target = (source + random.nextInt(1, 8)) % 8;
            long bytes = random.nextLong(1L << random.nextInt(10, 22));
            run.send("h" + source, "h" + target, bytes, 0, random.nextDouble() * 5, ends, i);
        }
        run.loop.run();
        assertThat(ends).doesNotContain(0);
        return FingerprintTable.hash(ends);
    }

    private static String fatTree(FlowSettings settings) {
        Cases.Run run = new Cases.Run(settings, Cases.fatTree256(), Cases.fatTreeRouting());
        List<String> lines = Cases.lines("fat-tree-1000.csv.gz");
        double[] ends = new double[lines.size()];
        for (int i = 0; i < ends.length; i++) {
            String[] cells = lines.get(i).split(",", -1);
            int source = Integer.parseInt(cells[0]);
            int target = Integer.parseInt(cells[1]);
            run.send(source, target, Long.parseLong(cells[2]), i, Double.parseDouble(cells[3]), ends, i);
        }
        run.loop.run();
        assertThat(ends).doesNotContain(0);
        return FingerprintTable.hash(ends);
    }

    private static String draws() {
        RandomGenerator stream = new RandomStreams(5).stream("fingerprints", 2);
        double[] draws = new double[300];
        for (int i = 0; i < draws.length; i += 3) {
            draws[i] = stream.nextDouble();
            draws[i + 1] = RandomStreams.exponential(5, i, 1);
            draws[i + 2] = RandomStreams.gaussian(5, i, 1);
        }
        return FingerprintTable.hash(draws);
    }
}
