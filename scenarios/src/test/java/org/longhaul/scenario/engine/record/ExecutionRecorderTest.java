package org.longhaul.scenario.engine.record;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.ArrayList;
import java.util.List;
import org.jspecify.annotations.NullUnmarked;
import org.junit.jupiter.api.Test;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.simulator.collective.Pattern;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.result.ExchangeTiming;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.RepeatedSteps;

/** Cycles that are heard of at once add up to what they are one by one. */
@NullUnmarked
final class ExecutionRecorderTest {
    private static final int PERIOD = 3;
    private static final long TIMES = 40;
    private static final ExchangeSpec PARAMETERS =
            new ExchangeSpec("parameters", Pattern.ALL_REDUCE, List.of(0, 1), 1000, 10, "ring");
    private static final ExchangeSpec MOMENTS =
            new ExchangeSpec("moments", Pattern.ALL_REDUCE, List.of(0, 1), 500, 5, "ring");

    /** Steps of 10 ns, two exchanges in the last of three steps and one in the second. */
    private static void cycle(long first, ExecutionListener listener) {
        listener.stepCompleted(first, 10 * (first + 1), null);
        listener.exchangeCompleted(exchange(first + 1, 0, MOMENTS, 4, 100));
        listener.stepCompleted(first + 1, 10 * (first + 2), null);
        listener.exchangeCompleted(exchange(first + 2, 0, PARAMETERS, 3, 200));
        listener.exchangeCompleted(exchange(first + 2, 1, MOMENTS, 2, 300));
        listener.stepCompleted(first + 2, 10 * (first + 3), null);
    }

    private static ExchangeTiming exchange(long step, int index, ExchangeSpec spec, long nanos, long sentBytes) {
        long begin = 10 * step + 1;
        return new ExchangeTiming(step, index, spec, "ring", 1, begin, begin, begin, begin + nanos, sentBytes);
    }

    private record Cycles(long firstStep) implements RepeatedSteps {
        @Override
        public int period() {
            return PERIOD;
        }

        @Override
        public long nanos() {
            return 10 * PERIOD;
        }

        @Override
        public long times() {
            return TIMES;
        }

        @Override
        public List<ExchangeTiming> exchanges() {
            List<ExchangeTiming> all = new ArrayList<>();
            cycle(0, new ExecutionListener() {
                @Override
                public void exchangeCompleted(ExchangeTiming exchange) {
                    all.add(exchange);
                }
            });
            return all;
        }

        @Override
        public void tell(ExecutionListener listener) {
            for (long i = 0; i < TIMES; i++) {
                cycle(firstStep + i * PERIOD, listener);
            }
        }
    }

    @Test
    void cyclesAtOnceAreCyclesOneByOne() {
        ExecutionRecorder atOnce = new ExecutionRecorder(new ProgressListener() {}, true);
        ExecutionRecorder oneByOne = new ExecutionRecorder(new ProgressListener() {}, true);
        for (ExecutionRecorder recorder : List.of(atOnce, oneByOne)) {
            recorder.stepCompleted(0, 10, null);
            cycle(1, recorder);
        }
        atOnce.repeated(new Cycles(1 + PERIOD));
        new Cycles(1 + PERIOD).tell(oneByOne);
        for (ExecutionRecorder recorder : List.of(atOnce, oneByOne)) {
            recorder.stepCompleted(1 + PERIOD * (TIMES + 1), 2000, null);
        }

        assertThat(atOnce.steps()).isEqualTo(oneByOne.steps()).isEqualTo(PERIOD * ((int) TIMES + 1) + 2);
        assertThat(atOnce.sentBytes(atOnce.steps())).isEqualTo(600 * (TIMES + 1));
        for (int step = 0; step <= oneByOne.steps(); step++) {
            assertThat(atOnce.endNanos(step)).isEqualTo(oneByOne.endNanos(step));
            assertThat(atOnce.sentBytes(step)).isEqualTo(oneByOne.sentBytes(step));
        }
        assertThat(atOnce.exchanges(label -> 1000, 1.5)).isEqualTo(oneByOne.exchanges(label -> 1000, 1.5));
    }
}
