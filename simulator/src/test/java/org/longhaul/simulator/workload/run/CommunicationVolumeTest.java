package org.longhaul.simulator.workload.run;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;
import static org.assertj.core.data.Percentage.withPercentage;

import java.time.Duration;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.longhaul.simulator.timeline.BoundedTimeline;
import org.longhaul.simulator.timeline.Category;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.Step;
import org.longhaul.simulator.workload.WorkloadSource;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.ExecutionResult;
import org.longhaul.simulator.workload.result.StepTimes;
import org.longhaul.topology.Topology;

/** Bytes counted from the transfers that exchanges expand to, and time from their execution. */
class CommunicationVolumeTest {

    private static final long UNIT = 400_000;
    private static final int WORKERS = 4;

    /** Steps after which each state is averaged, as {period, period, …}; one shared instance for equal steps. */
    private static WorkloadSource states(long steps, long... periods) {
        Map<Integer, Step> known = new HashMap<>();
        return (index, needed) -> {
            if (index >= steps) {
                return null;
            }
            int due = 0;
            for (int i = 0; i < periods.length; i++) {
                due |= (index + 1) % periods[i] == 0 ? 1 << i : 0;
            }
            return known.computeIfAbsent(due, key -> {
                List<ExchangeSpec> exchanges = new ArrayList<>();
                for (int i = 0; i < periods.length; i++) {
                    if ((key & 1 << i) != 0) {
                        exchanges.add(Bench.allReduce("state " + i, WORKERS, UNIT, "ring"));
                    }
                }
                return Bench.synchronous(exchanges.toArray(ExchangeSpec[]::new));
            });
        };
    }

    private static long sentByFirstHost(long steps, long... periods) {
        Topology topology = Bench.star(WORKERS, "10 Gbit/s", Duration.ZERO);
        ExecutionResult result = Bench.run(
                Bench.transferByTransfer(topology),
                WORKERS,
                Bench.stepTime(WORKERS, 1_000_000),
                states(steps, periods));
        assertThat(result.arcPayloadBytes(0)).isEqualTo(result.arcPayloadBytes(1));
        return result.arcPayloadBytes(0);
    }

    @ParameterizedTest
    @CsvSource({
        // DES-LOC (Iacob et al. 2025), Local Adam and MT-DAO over 1536 steps: units sent, factor against DDP
        "256, 768,  1536, 9,    170.6667",
        "256, 256,  256,  18,   85.3333",
        "16,  48,   96,   144,  10.6667",
        "32,  32,   32,   144,  10.6667",
    })
    void severalStates(long parameters, long first, long second, long units, double lessThanDdp) {
        long unit = 2 * (WORKERS - 1) * UNIT / WORKERS;
        long sent = sentByFirstHost(1536, parameters, first, second);
        assertThat(sent).isEqualTo(units * unit);
        assertThat((double) sentByFirstHost(1536, 1) / sent).isCloseTo(lessThanDdp, withPercentage(1e-3));
    }

    @ParameterizedTest
    @CsvSource({"64", "128", "512"})
    void parametersOnly(long period) {
        assertThat(sentByFirstHost(1536, 1)).isEqualTo(period * sentByFirstHost(1536, period));
    }

    /** Three states are due at step 1536, two at 768, one at the other multiples of 256. */
    @Test
    void burstsAreVisibleInTheTimeLine() {
        BoundedTimeline timeline = BoundedTimeline.firstSpans(1_000_000);
        Topology topology = Bench.star(WORKERS, "1 Gbit/s", Duration.ZERO);
        List<Long> burst = new ArrayList<>();
        Bench.run(
                Bench.transferByTransfer(topology),
                WORKERS,
                Bench.stepTime(WORKERS, 1_000_000),
                states(1536, 256, 768, 1536),
                ExecutionSettings.DEFAULT,
                new ExecutionListener() {
                    @Override
                    public void stepCompleted(long step, long endNanos, StepTimes times) {
                        if (times.exposedCommunicationNanos(0) > 0) {
                            burst.add(times.exposedCommunicationNanos(0));
                        }
                    }
                },
                timeline);
        long unit = 6L * UNIT / 4 * 8;
        assertThat(burst).containsExactly(unit, unit, 2 * unit, unit, unit, 3 * unit);
        assertThat(timeline.spans().stream().filter(span -> span.worker() == 2 && span.category() == Category.EXCHANGE))
                .hasSize(9);
    }

    /** 719.8 M parameters in fp32 over four workers, 2.9 s of compute: MT-DAO (Iacob et al. 2025), iso-token saving. */
    @ParameterizedTest
    @CsvSource({"100 Gbit/s, 9.7", "50 Gbit/s, 17.4", "25 Gbit/s, 29.0"})
    void isoTokenSavingWithoutOverlap(String bandwidth, double percent) {
        long bytes = 719_820_000L * 4;
        Step local = Bench.synchronous();
        Step one = Bench.synchronous(Bench.allReduce("gradients", WORKERS, bytes, "ring"));
        Step three = Bench.synchronous(
                Bench.allReduce("parameters", WORKERS, bytes, "ring"),
                Bench.allReduce("momentum", WORKERS, bytes, "ring"),
                Bench.allReduce("second moment", WORKERS, bytes, "ring"));
        long ddp = elapsed(bandwidth, Bench.repeat(one, 960));
        long mtDao = elapsed(bandwidth, Bench.periodic(local, three, 32, 960));
        assertThat(100 * (1 - (double) mtDao / ddp)).isCloseTo(percent, offset(0.3));
    }

    private static long elapsed(String bandwidth, WorkloadSource source) {
        return Bench.run(
                        Bench.network(Bench.star(WORKERS, bandwidth, Duration.ZERO), Bench.ANALYTIC),
                        WORKERS,
                        Bench.stepTime(WORKERS, 2_900_000_000L),
                        source)
                .elapsedNanos();
    }
}
