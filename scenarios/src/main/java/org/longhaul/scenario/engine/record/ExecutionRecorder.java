package org.longhaul.scenario.engine.record;

import it.unimi.dsi.fastutil.longs.LongArrayList;
import java.util.ArrayList;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.function.ToLongFunction;
import org.longhaul.analysis.record.network.CollectiveEstimate;
import org.longhaul.analysis.record.network.ExchangeSummary;
import org.longhaul.analysis.record.network.Volume;
import org.longhaul.scenario.engine.plan.SettingWords;
import org.longhaul.scenario.engine.simulation.ProgressListener;
import org.longhaul.simulator.collective.CollectiveChoice;
import org.longhaul.simulator.workload.ExchangeSpec;
import org.longhaul.simulator.workload.result.Absence;
import org.longhaul.simulator.workload.result.ExchangeTiming;
import org.longhaul.simulator.workload.result.ExecutionListener;
import org.longhaul.simulator.workload.result.RepeatedSteps;
import org.longhaul.simulator.workload.result.StepTimes;

/** Keeps, of an execution, when each step ended and what each kind of exchange took. */
public final class ExecutionRecorder implements ExecutionListener {
    private final ProgressListener progress;
    private final Map<Kind, Sums> kinds = new LinkedHashMap<>();
    private final Map<Chosen, CollectiveChoice> choices = new HashMap<>();
    private final LongArrayList endNanos = new LongArrayList();
    private final LongArrayList sentBytes = new LongArrayList();
    private final List<Absence> absences = new ArrayList<>();

    public ExecutionRecorder(ProgressListener progress) {
        this.progress = progress;
    }

    private record Kind(String label, long bytes, String collective, boolean automatic) {}

    private record Chosen(int members, long bytes) {}

    private static final class Sums {
        private String pattern = "";
        private int members;
        private long count;
        private long trainedBytes;
        private long sentBytes;
        private long nanos;
        private long maxNanos;
    }

    @Override
    public void stepCompleted(long step, long endNanos, StepTimes times) {
        endUpTo(step, endNanos);
    }

    /** Who still has to do with a step that was asked about holds up nothing that comes after it. */
    @Override
    public void gathered(long step, long nanos) {
        endUpTo(step, nanos);
    }

    @Override
    public void absent(Absence absence) {
        absences.add(absence);
    }

    /** When workers did not take part, by their ends. */
    List<Absence> absences() {
        return absences;
    }

    private void endUpTo(long step, long endNanos) {
        while (this.endNanos.size() <= step) {
            this.endNanos.add(endNanos);
            progress.simulated(endNanos);
        }
    }

    @Override
    public void exchangeCompleted(ExchangeTiming exchange) {
        add(exchange, 1);
        int step = Math.toIntExact(exchange.step());
        while (sentBytes.size() <= step) {
            sentBytes.add(0);
        }
        sentBytes.set(step, sentBytes.getLong(step) + exchange.sentBytes());
    }

    private void add(ExchangeTiming exchange, long times) {
        ExchangeSpec spec = exchange.spec();
        boolean automatic = spec.collective().equals(ExchangeSpec.AUTO);
        Kind kind = new Kind(spec.label(), spec.bytes(), exchange.collective(), automatic);
        Sums sums = kinds.computeIfAbsent(kind, k -> new Sums());
        long nanos = exchange.endNanos() - exchange.lastArrivalNanos();
        sums.pattern = SettingWords.kebab(spec.pattern());
        sums.members = spec.workers().size();
        sums.count += times;
        sums.trainedBytes += times * spec.trainedBytes();
        sums.sentBytes += times * exchange.sentBytes();
        sums.nanos += times * nanos;
        sums.maxNanos = Math.max(sums.maxNanos, nanos);
    }

    @Override
    public void repeated(RepeatedSteps steps) {
        for (ExchangeTiming exchange : steps.exchanges()) {
            add(exchange, steps.times());
        }
        int size = endNanos.size();
        int more = Math.toIntExact(steps.times() * steps.period());
        while (sentBytes.size() < size) {
            sentBytes.add(0);
        }
        endNanos.size(size + more);
        sentBytes.size(size + more);
        long[] ends = endNanos.elements();
        long[] sent = sentBytes.elements();
        for (int i = size; i < size + more; i++) {
            ends[i] = ends[i - steps.period()] + steps.nanos();
            sent[i] = sent[i - steps.period()];
        }
        progress.simulated(ends[size + more - 1]);
    }

    @Override
    public void collectiveChosen(ExchangeSpec exchange, CollectiveChoice choice) {
        if (exchange.collective().equals(ExchangeSpec.AUTO)) {
            choices.put(new Chosen(exchange.workers().size(), exchange.bytes()), choice);
        }
    }

    /** Steps that all workers have completed, or that were over without those who were late. */
    int steps() {
        return endNanos.size();
    }

    /** When the slowest worker that was waited for had done this many steps. */
    long endNanos(long stepsDone) {
        return stepsDone == 0 ? 0 : endNanos.getLong(Math.toIntExact(stepsDone - 1));
    }

    /** Payload bytes that the workers' hosts sent in the exchanges of the first steps, by number of steps. */
    long[] sentBytes() {
        long[] sums = new long[steps() + 1];
        for (int step = 0; step < steps(); step++) {
            sums[step + 1] = sums[step] + (step < sentBytes.size() ? sentBytes.getLong(step) : 0);
        }
        return sums;
    }

    /**
     * A summary for each kind of exchange, in the order in which they first came.
     *
     * @param modelBytes size of one charged model in the format of the exchanges of a label
     * @param wirePerPayload bytes on the wire for each byte of payload
     */
    List<ExchangeSummary> exchanges(ToLongFunction<String> modelBytes, double wirePerPayload) {
        List<ExchangeSummary> summaries = new ArrayList<>();
        kinds.forEach((kind, sums) -> {
            CollectiveChoice choice = kind.automatic() ? choices.get(new Chosen(sums.members, kind.bytes())) : null;
            summaries.add(new ExchangeSummary(
                    kind.label(),
                    sums.pattern,
                    sums.count,
                    new Volume(
                            sums.trainedBytes / sums.count,
                            kind.bytes(),
                            Math.round(wirePerPayload * sums.sentBytes / sums.count / sums.members)),
                    (double) kind.bytes() / modelBytes.applyAsLong(kind.label()),
                    kind.collective(),
                    kind.automatic(),
                    choice == null ? List.of() : estimates(choice),
                    sums.nanos / sums.count,
                    sums.maxNanos));
        });
        return summaries;
    }

    private static List<CollectiveEstimate> estimates(CollectiveChoice choice) {
        return choice.estimates().stream()
                .map(e -> new CollectiveEstimate(e.collective(), Math.round(e.seconds() * 1e9), e.madeOf()))
                .toList();
    }
}
