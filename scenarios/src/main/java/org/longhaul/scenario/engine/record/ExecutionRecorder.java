package org.longhaul.scenario.engine.record;

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
import org.longhaul.scenario.engine.workload.StepSeries;
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
    private final boolean wantsEstimates;
    private final Map<Kind, Sums> kinds = new LinkedHashMap<>();
    private final Map<Chosen, CollectiveChoice> choices = new HashMap<>();
    private final StepSeries endNanos = new StepSeries();
    private final StepSeries sentBytes = new StepSeries();
    private final List<Absence> absences = new ArrayList<>();

    /**
     * Nothing was heard yet.
     *
     * @param wantsEstimates whether it is to tell of all algorithms among which one was chosen
     */
    public ExecutionRecorder(ProgressListener progress, boolean wantsEstimates) {
        this.progress = progress;
        this.wantsEstimates = wantsEstimates;
    }

    @Override
    public boolean wantsEstimates() {
        return wantsEstimates;
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
        sentBytes.addTo(step, exchange.sentBytes());
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
        while (sentBytes.size() < size) {
            sentBytes.add(0);
        }
        sentBytes.shorten(size);
        endNanos.repeat(steps.period(), steps.times(), steps.nanos());
        sentBytes.repeat(steps.period(), steps.times(), 0);
        progress.simulated(endNanos.last());
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
        return stepsDone == 0 ? 0 : endNanos.get(Math.toIntExact(stepsDone - 1));
    }

    /** Payload bytes that the workers' hosts sent in the exchanges of the first steps. */
    long sentBytes(long stepsDone) {
        return sentBytes.sum(Math.toIntExact(stepsDone));
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
