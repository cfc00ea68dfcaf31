package org.longhaul.topology.format;

import java.io.BufferedWriter;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.SplittableRandom;
import org.longhaul.topology.Routing;
import org.longhaul.topology.Routings;
import org.longhaul.topology.Topology;

/**
 * Loads and routes a network of 100,000 hosts and 1,000,000 links and prints what it took. Run by hand, with the heap to be
 * kept: {@code java -Xmx3g ... LargeTopologyBenchmark}.
 *
 * <p>The network: 200 groups of 500 hosts; 8 leaf switches a group, each with a line to every host of it; 125 spines, each
 * joined to all 1,600 leaves.
 */
final class LargeTopologyBenchmark {
    private static final int GROUPS = 200;
    private static final int HOSTS = 500;
    private static final int RAILS = 8;
    private static final int SPINES = 125;

    private LargeTopologyBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        Path file = Files.createTempFile("large", ".csv");
        try {
            write(file);
            long start = System.nanoTime();
            Topology topology = TopologyFiles.read(file);
            System.out.printf("%s: file %d MB, loaded in %.1f s%n", topology, Files.size(file) >> 20, seconds(start));
            start = System.nanoTime();
            Routing routing = Routings.equalCostMultipath(topology);
            System.out.printf("routing ready in %.2f s%n", seconds(start));
            route(topology, routing, 20, 50_000);
            route(topology, routing, 400, 100);
            System.gc();
            long used =
                    Runtime.getRuntime().totalMemory() - Runtime.getRuntime().freeMemory();
            System.out.printf(
                    "heap in use %d MB of at most %d MB%n",
                    used >> 20, Runtime.getRuntime().maxMemory() >> 20);
        } finally {
            Files.delete(file);
        }
    }

    private static void write(Path file) throws IOException {
        try (BufferedWriter out = Files.newBufferedWriter(file)) {
            out.write("from,to,bandwidth,latency,toKind\n");
            for (int host = 0; host < GROUPS * HOSTS; host++) {
                for (int rail = 0; rail < RAILS; rail++) {
                    int leaf = host / HOSTS * RAILS + rail;
                    out.write("host" + host + ",leaf" + leaf + ",400 Gbit/s,500 ns,switch\n");
                }
            }
            for (int leaf = 0; leaf < GROUPS * RAILS; leaf++) {
                for (int spine = 0; spine < SPINES; spine++) {
                    out.write("leaf" + leaf + ",spine" + spine + ",800 Gbit/s,500 ns,switch\n");
                }
            }
        }
    }

    private static void route(Topology topology, Routing routing, int targets, int sources) {
        SplittableRandom random = new SplittableRandom(1);
        int[] hosts = topology.hosts();
        long start = System.nanoTime();
        long hops = 0;
        for (int t = 0; t < targets; t++) {
            int target = hosts[random.nextInt(hosts.length)];
            for (int s = 0; s < sources; s++) {
                hops += routing.route(hosts[random.nextInt(hosts.length)], target, s).length;
            }
        }
        double seconds = seconds(start);
        System.out.printf(
                "%d targets x %d sources: %.2f s, %.2f hops a path%n",
                targets, sources, seconds, (double) hops / targets / sources);
    }

    private static double seconds(long start) {
        return (System.nanoTime() - start) / 1e9;
    }
}
