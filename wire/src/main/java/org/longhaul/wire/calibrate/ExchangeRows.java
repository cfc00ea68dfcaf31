package org.longhaul.wire.calibrate;

import java.io.IOException;
import java.util.ArrayList;
import java.util.BitSet;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.function.Function;
import java.util.stream.IntStream;
import java.util.stream.LongStream;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.simulator.workload.execution.ExecutionSettings;
import org.longhaul.simulator.workload.result.ExchangeTiming;
import org.longhaul.wire.projection.MeasuredExchange;
import org.longhaul.wire.projection.MeasuredUnit;
import org.longhaul.wire.projection.ProjectedUnit;
import org.longhaul.wire.projection.Projector;

/**
 * The exchanges of one unit that their members waited for, from the first on. The first, third and so on set constants; the others
 * judge them.
 */
final class ExchangeRows {
    /** More of them say nothing new, and take longer to simulate. */
    private static final int MOST = 128;

    private final MeasuredUnit measured;
    private final List<MeasuredExchange> rows;
    private final Function<ExecutionSettings, ProjectedUnit> simulated;

    private final int leftOut;

    private ExchangeRows(
            MeasuredUnit measured,
            List<MeasuredExchange> rows,
            Function<ExecutionSettings, ProjectedUnit> simulated,
            int leftOut) {
        this.measured = measured;
        this.rows = rows;
        this.simulated = simulated;
        this.leftOut = leftOut;
    }

    private record Place(long step, int index) {}

    /** @param struck places of the steps whose exchanges are left out */
    static ExchangeRows of(MeasuredUnit measured, BitSet struck, Projector projector, ProgressListener progress)
            throws IOException {
        List<MeasuredExchange> rows = new ArrayList<>();
        long steps = 1;
        int leftOut = 0;
        for (MeasuredExchange exchange : measured.exchanges()) {
            if (exchange.isAwaitedLater() || exchange.nanos() <= 0 || rows.size() == MOST) {
                continue;
            }
            if (struck.get(Math.toIntExact(exchange.step() - 1))) {
                leftOut++;
            } else {
                rows.add(exchange);
                steps = Math.max(steps, exchange.step());
            }
        }
        return new ExchangeRows(measured, rows, projector.ready(measured, Math.toIntExact(steps), progress), leftOut);
    }

    /** Exchanges that would be rows, and are of a step that is left out. */
    int leftOut() {
        return leftOut;
    }

    /** Rows that set constants, or that judge them. */
    int count(boolean judging) {
        return rows.size() / 2 + (judging ? 0 : rows.size() % 2);
    }

    /** Bytes of one vector in the rows that set constants. */
    LongStream bytes() {
        return IntStream.range(0, rows.size()).filter(i -> i % 2 == 0).mapToLong(i -> rows.get(i)
                .bytes());
    }

    /**
     * Times of rows, nanoseconds.
     *
     * @param judging whether of the rows that judge, or of those that set constants
     * @return each row's simulated and measured time
     */
    List<Times> times(ExecutionSettings execution, boolean judging) {
        Map<Place, ExchangeTiming> timings = new HashMap<>();
        ProjectedUnit projected = simulated.apply(execution);
        for (ExchangeTiming timing : projected.exchanges()) {
            timings.put(new Place(timing.step() + 1, timing.index()), timing);
        }
        List<Times> times = new ArrayList<>();
        for (int i = judging ? 1 : 0; i < rows.size(); i += 2) {
            MeasuredExchange row = rows.get(i);
            ExchangeTiming timing = timings.get(new Place(row.step(), row.index()));
            if (timing == null || !timing.spec().label().equals(row.label())) {
                throw new IllegalArgumentException("the simulated training makes no exchange '" + row.label()
                        + "' as number " + row.index() + " of " + measured.stepName(row.step()));
            }
            times.add(new Times(
                    new Kind(row.operation(), row.bytes()), Math.max(1, projected.nanos(timing)), row.nanos()));
        }
        return times;
    }

    /** Exchanges that take the network alike. */
    record Kind(String operation, long bytes) {}

    /** A simulated and a measured time, nanoseconds. */
    record Times(Kind kind, double simulated, double measured) {}
}
