package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.IntToDoubleFunction;
import java.util.regex.Pattern;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.simulator.compute.ComputeModel;
import org.longhaul.simulator.workload.Await;
import org.longhaul.simulator.workload.Compute;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Operation;
import org.longhaul.simulator.workload.Phase;
import org.longhaul.simulator.workload.ReleasePoint;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.topology.Topology;
import org.longhaul.topology.build.Topologies;
import org.longhaul.topology.unit.Bandwidth;

/**
 * Bandwidth that a compute utilisation needs (Douillard et al., "Streaming DiLoCo", 2025, table 4), as a test of overlap:
 * forward pass by layer, backward pass by layer with each layer's exchange released when its gradient is complete, one
 * first-in-first-out line, two workers.
 *
 * <p>The paper's table gives the last of 50 logarithmically spaced bandwidths at which the threshold is still missed; a row
 * must come within one of them.
 */
class StreamingUtilisationTest {

    private static final int GRID = 50;
    private static final double[] THRESHOLDS = {0.5, 0.8, 0.9, 0.95, 0.99};

    private static double gridGigabits(int index) {
        return 0.1 * Math.pow(10_000, index / (GRID - 1.0));
    }

    private static final int PERIOD = 100;

    /**
     * When which layers are exchanged.
     *
     * @param layers of the model
     * @param fragments parts of the model that are exchanged at different steps, 0 for all layers in every step
     * @param bits on the wire for each parameter
     * @param delay whole steps that an exchange may take beyond the begin of the next one
     */
    private record Plan(int layers, int fragments, int bits, int delay) {

        /** Layers that a step exchanges, from the last to the first. */
        List<Integer> sent(long step) {
            List<Integer> sent = new ArrayList<>();
            for (int layer = layers - 1; step >= 0 && layer >= 0; layer--) {
                if (fragments == 0 || step % PERIOD == (layer % fragments + 1L) * PERIOD / fragments - 1) {
                    sent.add(layer);
                }
            }
            return sent;
        }
    }

    @ParameterizedTest
    @CsvSource({
        // method, layers, fragments, bits, delay, parameters, step seconds, Gbit/s for 50, 80, 90, 95 and 99 %
        "data-parallel,     24,  0,  16, 0, 1e9,  0.1, 86.8  152.6 184.2 222.3 569.0",
        "data-parallel,     48,  0,  16, 0, 1e10, 0.8, 104.8 222.3 222.3 268.3 471.5",
        "data-parallel,     108, 0,  16, 0, 1e11, 4.9, 184.2 323.8 390.7 390.7 471.5",
        "DiLoCo,            24,  1,  16, 0, 1e9,  0.1, 1.4   6.2   13.3  23.3  86.8",
        "DiLoCo,            48,  1,  16, 0, 1e10, 0.8, 1.7   7.5   16.0  33.9  104.8",
        "DiLoCo,            108, 1,  16, 0, 1e11, 4.9, 3.0   11.0  23.3  49.4  184.2",
        "streaming,         24,  8,  16, 0, 1e9,  0.1, 1.4   5.2   9.1   16.0  28.1",
        "streaming,         48,  16, 16, 0, 1e10, 0.8, 1.7   5.2   9.1   13.3  19.3",
        "streaming,         108, 36, 16, 0, 1e11, 4.9, 2.4   6.2   9.1   11.0  19.3",
        "streaming overlap, 24,  8,  16, 1, 1e9,  0.1, 1.4   4.3   6.2   9.1   11.0",
        "streaming overlap, 48,  16, 16, 1, 1e10, 0.8, 1.7   3.6   5.2   6.2   7.5",
        "streaming overlap, 108, 36, 16, 1, 1e11, 4.9, 1.7   3.6   4.3   5.2   5.2",
        "streaming FP4,     24,  8,  4,  1, 1e9,  0.1, 0.4   0.9   1.7   2.0   3.0",
        "streaming FP4,     48,  16, 4,  1, 1e10, 0.8, 0.4   0.9   1.4   1.4   1.7",
        "streaming FP4,     108, 36, 4,  1, 1e11, 4.9, 0.5   0.9   1.1   1.1   1.4",
    })
    void neededBandwidth(
            String method,
            int layers,
            int fragments,
            int bits,
            int delay,
            double parameters,
            double stepSeconds,
            String table) {
        Plan plan = new Plan(layers, fragments, bits, delay);
        List<Double> expected = Pattern.compile("\\s+")
                .splitAsStream(table.trim())
                .map(Double::valueOf)
                .toList();
        int exact = 0;
        // The searches for the thresholds begin at the same points.
        Map<Integer, Double> known = new HashMap<>();
        for (int i = 0; i < THRESHOLDS.length; i++) {
            int last = lastBelow(
                    point -> known.computeIfAbsent(
                            point, each -> utilisation(plan, parameters, stepSeconds, gridGigabits(each))),
                    THRESHOLDS[i]);
            int off = distance(last, expected.get(i));
            assertThat(off)
                    .as(
                            "%s, %d layers, utilisation %s: grid point %.3f",
                            method, layers, THRESHOLDS[i], gridGigabits(last))
                    .isLessThanOrEqualTo(1);
            exact += off == 0 ? 1 : 0;
        }
        assertThat(exact)
                .as("cells of %s, %d layers, that are hit exactly", method, layers)
                .isGreaterThanOrEqualTo(3);
    }

    /** Grid points between one and the nearest that prints as the figure; the table cuts some digits and rounds others. */
    private static int distance(int index, double printed) {
        int distance = GRID;
        for (int i = 0; i < GRID; i++) {
            double tenths = gridGigabits(i) * 10;
            boolean prints = Math.abs(Math.floor(tenths) - printed * 10) < 0.5 || Math.abs(tenths - printed * 10) <= 1;
            distance = prints ? Math.min(distance, Math.abs(i - index)) : distance;
        }
        return distance;
    }

    private static int lastBelow(IntToDoubleFunction utilisation, double threshold) {
        int low = -1;
        int high = GRID;
        while (high - low > 1) {
            int middle = (low + high) >>> 1;
            if (utilisation.applyAsDouble(middle) < threshold) {
                low = middle;
            } else {
                high = middle;
            }
        }
        return low;
    }

    private static double utilisation(Plan plan, double parameters, double stepSeconds, double gigabits) {
        Topology topology = Topologies.star(2, new Bandwidth(Math.round(gigabits * 1e9)), Duration.ZERO);
        int steps = plan.fragments() == 0 ? 60 : 3 * PERIOD;
        long bytes = Math.round(parameters * plan.bits() / 8 / plan.layers());
        Map<List<List<Integer>>, Step> known = new HashMap<>();
        WorkloadSource source = (index, needed) -> index >= steps
                ? null
                : known.computeIfAbsent(
                        List.of(plan.sent(index), plan.sent(index - 1 - plan.delay())),
                        key -> step(plan, bytes, key.get(0), key.get(1)));
        ComputeModel compute = Bench.stepTime(2, Math.round(stepSeconds * 1e9));
        return Bench.run(Bench.network(topology, Bench.ANALYTIC), 2, compute, source)
                .workers()
                .get(0)
                .computeUtilisation();
    }

    /** Backward, a layer has its activation gradient and then its parameter gradient; the first layer only the latter. */
    private static Step step(Plan plan, long bytes, List<Integer> sent, List<Integer> awaited) {
        int layers = plan.layers();
        List<ExchangeSpec> exchanges = new ArrayList<>();
        List<ReleasePoint> releases = new ArrayList<>();
        List<Operation> program = new ArrayList<>();
        for (int layer = 0; layer < layers; layer++) {
            if (awaited.contains(layer)) {
                program.add(new Await(awaited.indexOf(layer), 1 + plan.delay()));
            }
            program.add(new Compute(Phase.FORWARD, 1.0 / layers, List.of(), null));
        }
        for (int layer : sent) {
            double gradients = layer == 0 ? 2.0 * layers - 1 : 2.0 * (layers - layer);
            releases.add(new ReleasePoint(gradients / (2.0 * layers - 1), exchanges.size()));
            exchanges.add(Bench.allReduce("layer " + layer, 2, bytes, "ring"));
        }
        program.add(new Compute(Phase.BACKWARD, releases));
        return new Step(exchanges, program);
    }
}
