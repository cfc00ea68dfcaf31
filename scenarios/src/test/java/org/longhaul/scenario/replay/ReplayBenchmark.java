package org.longhaul.scenario.replay;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.nio.file.Path;
import java.util.List;
import java.util.Locale;
import org.jspecify.annotations.NullUnmarked;
import org.longhaul.analysis.record.MethodTally;
import org.longhaul.scenario.ScenarioChanges;

/**
 * What a point of a sweep takes: the figures of a recorded run on a network of another rate each time. Prints processor time of the
 * thread by round, the first of which compile.
 *
 * <p>Arguments: run directory, points a round, rounds, changes of each point.
 */
@NullUnmarked
public final class ReplayBenchmark {
    private ReplayBenchmark() {}

    public static void main(String[] arguments) throws IOException {
        long start = nanos();
        Replay replay = Replay.of(Path.of(arguments[0]));
        System.out.printf(Locale.ROOT, "loading: %.3f s%n", (nanos() - start) / 1e9);
        int points = Integer.parseInt(arguments[1]);
        int rounds = Integer.parseInt(arguments[2]);
        double sum = 0;
        for (int round = 0; round < rounds; round++) {
            long planning = 0;
            long simulating = 0;
            for (int point = 0; point < points; point++) {
                double rate = 0.5 + 20.0 * (round * points + point) / (rounds * points);
                ScenarioChanges changes =
                        ScenarioChanges.none().set(String.format(Locale.ROOT, "topology.wide=%.6f Gbit/s", rate));
                for (int i = 3; i < arguments.length; i++) {
                    changes = changes.set(arguments[i]);
                }
                long before = nanos();
                ReplayPlan plan = replay.plan(changes);
                long planned = nanos();
                List<MethodTally> tallies = plan.tallies();
                simulating += nanos() - planned;
                planning += planned - before;
                sum += tallies.get(0).totals().simulatedNanos() / 1e9;
            }
            System.out.printf(
                    Locale.ROOT,
                    "round %d: %.3f ms a point, of which planning %.3f%n",
                    round,
                    (planning + simulating) / 1e6 / points,
                    planning / 1e6 / points);
        }
        System.out.printf(Locale.ROOT, "sum of the first method's times: %.6f s%n", sum);
    }

    private static long nanos() {
        return ManagementFactory.getThreadMXBean().getCurrentThreadCpuTime();
    }
}
