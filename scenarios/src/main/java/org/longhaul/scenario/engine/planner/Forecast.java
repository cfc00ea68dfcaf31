package org.longhaul.scenario.engine.planner;

import java.util.ArrayList;
import java.util.List;
import java.util.Set;
import org.jspecify.annotations.Nullable;
import org.longhaul.analysis.text.Quantities;
import org.longhaul.training.WorkerMemory;

/**
 * What a method will take, found without training it.
 *
 * @param label the method's
 * @param steps of the run
 * @param periods sync periods in words; empty when the method has none
 * @param exact whether every step was followed; otherwise exchanges and bytes are those of the first ones, scaled
 * @param exchanges averagings in the run
 * @param chargedBytes of one worker in the run
 * @param trainedMemory what one worker keeps here, bytes
 * @param chargedMemory what one worker of the charged model would keep, bytes
 * @param labels of the exchanges
 * @param thinned labels of the exchanges of which a codec leaves elements out
 * @param overlaps whether anything is exchanged during the backward pass
 * @param projectedNanos estimated time on the simulated clock: closed forms, nothing else on the network
 * @param events estimated events of the simulation, if no step were recognised as a repetition
 * @param trainingSeconds estimated real time of the training here
 * @param gradient how gradients are computed and what is kept meanwhile, in words; null for whole batches
 * @param end where a rule ends it, in words; null when no rule does
 */
record Forecast(
        String label,
        long steps,
        String periods,
        boolean exact,
        double exchanges,
        double chargedBytes,
        WorkerMemory trainedMemory,
        WorkerMemory chargedMemory,
        Set<String> labels,
        Set<String> thinned,
        boolean overlaps,
        double projectedNanos,
        double events,
        double trainingSeconds,
        @Nullable String gradient,
        @Nullable String end) {

    /** Events of the simulator in a second of this machine, roughly. */
    private static final double EVENTS_PER_SECOND = 1e6;

    double simulationSeconds() {
        return events / EVENTS_PER_SECOND;
    }

    /** The same with words on its end. */
    Forecast ending(String words) {
        return new Forecast(
                label,
                steps,
                periods,
                exact,
                exchanges,
                chargedBytes,
                trainedMemory,
                chargedMemory,
                labels,
                thinned,
                overlaps,
                projectedNanos,
                events,
                trainingSeconds,
                gradient,
                words);
    }

    /** The forecast in lines. */
    List<String> lines() {
        List<String> lines = new ArrayList<>();
        lines.add(label + ": " + (periods.isEmpty() ? "" : periods + "; ")
                + (exchanges == 0
                        ? "no exchange"
                        : (exact ? "" : "about ") + Quantities.count(Math.rint(exchanges)) + " exchanges")
                + ", "
                + Quantities.bytes(chargedBytes) + " charged per worker, "
                + Quantities.bytes(trainedMemory.total()) + " of memory per worker here"
                + (trainedMemory.total() == chargedMemory.total()
                        ? ""
                        : " (" + Quantities.bytes(chargedMemory.total()) + " charged)"));
        lines.add("  estimates: projected " + Quantities.duration(projectedNanos / 1e9) + ", here "
                + Quantities.duration(trainingSeconds) + " of training, up to "
                + Quantities.count(Math.rint(events)) + " events of simulation");
        if (gradient != null) {
            lines.add("  " + gradient);
        }
        if (end != null) {
            lines.add("  " + end);
        }
        return lines;
    }
}
