package org.longhaul.simulator.network.packet;

import java.lang.management.ManagementFactory;
import java.util.Locale;

/**
 * Prints how many packets of data one CUBIC flow over a link of 100 Mbit/s and 20 ms with a queue of one
 * bandwidth-delay product brings to its receiver per second of processor time, that of all threads of the process
 * together: {@code OneFlowRun [simulated seconds] [runs]}.
 */
final class OneFlowRun {

    private OneFlowRun() {}

    public static void main(String[] args) {
        double seconds = args.length > 0 ? Double.parseDouble(args[0]) : 600;
        int runs = args.length > 1 ? Integer.parseInt(args[1]) : 5;
        for (int run = 0; run < runs; run++) {
            TestNetworks bed =
                    new TestNetworks(TestNetworks.line(100, 20, 0, 250_000L), TestNetworks.settings("cubic"), 1);
            bed.network.send(0, 1, Long.MAX_VALUE / 4, 0, now -> {});
            long before = processorNanos();
            bed.loop.runUntil((long) (seconds * 1e9));
            double used = (processorNanos() - before) * 1e-9;
            double packets = bed.network.arcPayloadBytes(0) / 1448.0;
            System.out.printf(
                    Locale.ROOT,
                    "%.0f packets, %.3f s of processor time, %.2f million packets a second, %.1f Mbit/s%n",
                    packets,
                    used,
                    packets / used * 1e-6,
                    packets * 1448 * 8e-6 / seconds);
        }
    }

    private static long processorNanos() {
        return ManagementFactory.getOperatingSystemMXBean()
                        instanceof com.sun.management.OperatingSystemMXBean processors
                ? processors.getProcessCpuTime()
                : 0;
    }
}
