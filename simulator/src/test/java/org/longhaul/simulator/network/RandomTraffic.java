package org.longhaul.simulator.network;

import static org.longhaul.simulator.network.RandomNetworks.drawSettings;
import static org.longhaul.simulator.network.RandomNetworks.link;
import static org.longhaul.simulator.network.RandomNetworks.packets;

import java.util.Arrays;
import java.util.random.RandomGenerator;
import org.longhaul.simulator.network.flow.Cases;
import org.longhaul.simulator.network.flow.fluid.FlowSettings;
import org.longhaul.topology.Node;
import org.longhaul.topology.Topology;

/** Flows that share one link, or two in a row, in both directions or one. */
record RandomTraffic(
        FlowSettings settings,
        long bitsPerSecond,
        long latencyNanos,
        long queueBytes,
        long[] bytes,
        boolean[] reverse,
        double[] starts,
        double lossRate) {

    static RandomTraffic draw(RandomGenerator random, boolean twoWay) {
        long rate = Math.round(Math.exp(random.nextDouble(Math.log(1e7), Math.log(1e11))));
        long latency = Math.round(Math.exp(random.nextDouble(Math.log(1e4), Math.log(5e7))));
        double path = rate / 8.0 * 6e-9 * latency;
        long queue =
                random.nextInt(3) == 0 ? -1 : Math.max(5 * 1500, Math.round(path * Math.exp(random.nextDouble(-2, 2))));
        int flows = random.nextInt(2, 9);
        long[] bytes = new long[flows];
        boolean[] reverse = new boolean[flows];
        double[] starts = new double[flows];
        for (int i = 0; i < flows; i++) {
            bytes[i] = Math.round(Math.exp(random.nextDouble(Math.log(1e4), Math.log(20 * path + 1e7))));
            reverse[i] = twoWay && random.nextBoolean();
            starts[i] = random.nextInt(3) == 0 ? 0 : random.nextDouble() * 8 * bytes[i] / rate;
        }
        return new RandomTraffic(drawSettings(random), rate, latency, queue, bytes, reverse, starts, 0);
    }

    /** The same over a shared link that loses packets by chance. */
    RandomTraffic withLosses(RandomGenerator random) {
        double loss = Math.exp(random.nextDouble(Math.log(1e-6), Math.log(0.1)));
        return new RandomTraffic(settings, bitsPerSecond, latencyNanos, queueBytes, bytes, reverse, starts, loss);
    }

    /** Hosts on both sides of one link that all flows share; a second, unrelated pair of hosts if wanted. */
    Topology topology(boolean withUnrelated) {
        Topology.Builder network = Topology.builder("two sides");
        if (withUnrelated) {
            network.node(Node.host("x")).node(Node.host("y"));
            network.link(link("other", "x", "y", bitsPerSecond / 3, latencyNanos / 2, queueBytes));
        }
        network.node(Node.switchOf("s")).node(Node.switchOf("t"));
        network.link(link("shared", "s", "t", bitsPerSecond, latencyNanos, queueBytes, lossRate));
        for (int i = 0; i < bytes.length; i++) {
            network.node(Node.host("a" + i)).node(Node.host("b" + i));
            network.link(link("l" + i, "a" + i, "s", 4 * bitsPerSecond, latencyNanos, queueBytes));
            network.link(link("r" + i, "t", "b" + i, 4 * bitsPerSecond, latencyNanos, queueBytes));
        }
        return network.build();
    }

    Cases.Run run(boolean withUnrelated, double[] ends) {
        Cases.Run run = send(new Cases.Run(settings, topology(withUnrelated)), ends);
        if (withUnrelated) {
            for (int i = 0; i < bytes.length; i++) {
                boolean back = i % 2 == 1;
                double start = 0.37 * starts[i];
                run.send(back ? "y" : "x", back ? "x" : "y", bytes[i], i, start, new double[1], 0);
            }
        }
        return run;
    }

    private Cases.Run send(Cases.Run run, double[] ends) {
        for (int i = 0; i < bytes.length; i++) {
            if (bytes[i] > 0) {
                String a = "a" + i;
                String b = "b" + i;
                run.send(reverse[i] ? b : a, reverse[i] ? a : b, bytes[i], 0, starts[i], ends, i);
            }
        }
        return run;
    }

    double[] ends() {
        double[] ends = new double[bytes.length];
        run(false, ends).loop.run();
        return ends;
    }

    double lastOfPackets() {
        double[] ends = new double[bytes.length];
        send(new Cases.Run(packets(settings), topology(false)), ends).loop.run();
        return Arrays.stream(ends).max().getAsDouble();
    }

    double last() {
        return Arrays.stream(ends()).max().getAsDouble();
    }

    RandomTraffic withRate(double factor) {
        long rate = Math.round(bitsPerSecond * factor);
        return new RandomTraffic(settings, rate, latencyNanos, queueBytes, bytes, reverse, starts, lossRate);
    }

    RandomTraffic withBytes(int flow, double factor) {
        long[] fewer = bytes.clone();
        fewer[flow] = Math.round(bytes[flow] * factor);
        return new RandomTraffic(settings, bitsPerSecond, latencyNanos, queueBytes, fewer, reverse, starts, lossRate);
    }

    @Override
    public String toString() {
        return settings.congestionControl() + (settings.slowStart() ? "" : " (fluid)") + " " + bitsPerSecond
                + " bit/s, " + latencyNanos + " ns a link, queue " + queueBytes + " bytes, flows of "
                + Arrays.toString(bytes) + " bytes at " + Arrays.toString(starts) + " s, reverse "
                + Arrays.toString(reverse);
    }
}
