package org.longhaul.study.plan;

import java.util.ArrayList;
import java.util.Collections;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.jspecify.annotations.Nullable;
import org.longhaul.extension.PlainNumber;
import org.longhaul.scenario.ScenarioChanges;
import org.longhaul.scenario.engine.simulation.ReplayRefusedException;
import org.longhaul.scenario.file.InvalidFileException;
import org.longhaul.study.plan.point.MethodFigures;
import org.longhaul.study.plan.point.PlanException;
import org.longhaul.study.plan.point.PointSource;
import org.longhaul.study.price.Bill;
import org.longhaul.study.price.Consumption;
import org.longhaul.study.price.Prices;
import org.longhaul.topology.unit.Bandwidth;
import org.longhaul.topology.unit.Durations;

/** Finds the figures of points, each once. */
final class PlanLab {
    private static final int MOST_KEPT = 200_000;

    private final PlanSpec spec;
    private final List<PointSource> sources;
    private final List<Candidate> methods;
    private final Consumer<String> progress;
    private final Map<Candidate, MethodFigures> known = new LinkedHashMap<>();
    private long simulated;

    PlanLab(PlanSpec spec, List<PointSource> sources, Consumer<String> progress) {
        this.spec = spec;
        this.sources = List.copyOf(sources);
        this.progress = progress;
        this.methods = methods(spec, this.sources);
    }

    PlanSpec spec() {
        return spec;
    }

    List<PointSource> sources() {
        return sources;
    }

    void note(String doing) {
        progress.accept(doing);
    }

    /** How many points were simulated. */
    long simulated() {
        return simulated;
    }

    /** Checks what is changed in every point: what is refused there is wrong with the plan. */
    void check() {
        for (Candidate each : methods()) {
            try {
                sources.get(each.source()).check(changes(each));
            } catch (InvalidFileException e) {
                throw e;
            } catch (IllegalArgumentException e) {
                throw new PlanException(String.valueOf(e.getMessage()));
            }
            PlanSpec.BandwidthAxis axis = spec.bandwidth();
            if (axis != null) {
                requireOne(Stream.of(axis.from(), axis.to())
                        .flatMap(end -> alternatives(each.at((double) end.bitsPerSecond()))));
            }
            spec.choices()
                    .forEach((key, values) -> requireOne(
                            values.stream().flatMap(value -> alternatives(each.choosing(Map.of(key, value))))));
        }
    }

    /** The point, and the same with one choice more: a key may be known where another choice has been made. */
    private Stream<Candidate> alternatives(Candidate point) {
        Stream<Candidate> chosen = spec.choices().entrySet().stream()
                .filter(choice -> !point.choices().containsKey(choice.getKey()))
                .flatMap(choice -> choice.getValue().stream().map(value -> {
                    Map<String, String> all = new LinkedHashMap<>();
                    all.put(choice.getKey(), value);
                    all.putAll(point.choices());
                    return point.choosing(all);
                }));
        return Stream.concat(Stream.of(point), chosen);
    }

    /** A key of which every value is refused, as by a scenario that does not know it, is wrong with the plan. */
    private void requireOne(Stream<Candidate> candidates) {
        InvalidFileException first = null;
        for (Candidate each : (Iterable<Candidate>) candidates::iterator) {
            try {
                sources.get(each.source()).check(changes(each));
                return;
            } catch (InvalidFileException e) {
                first = first == null ? e : first;
            } catch (ReplayRefusedException e) {
                return;
            } catch (IllegalArgumentException e) {
                throw new PlanException(String.valueOf(e.getMessage()));
            }
        }
        if (first != null) {
            throw first;
        }
    }

    /** Every method of every case of every source, on the scenario's own network. */
    List<Candidate> methods() {
        return methods;
    }

    private static List<Candidate> methods(PlanSpec spec, List<PointSource> sources) {
        List<Candidate> all = new ArrayList<>();
        List<String> cases =
                spec.cases().isEmpty() ? List.of("") : List.copyOf(spec.cases().keySet());
        for (String caseName : cases) {
            for (int s = 0; s < sources.size(); s++) {
                for (String method : sources.get(s).methods()) {
                    if (spec.methods().isEmpty() || spec.methods().contains(method)) {
                        all.add(Candidate.of(s, caseName, method));
                    }
                }
            }
        }
        return List.copyOf(all);
    }

    /** The keys whose bandwidth is looked for. */
    List<String> bandwidthKeys(int source) {
        PlanSpec.BandwidthAxis axis = spec.bandwidth();
        if (axis != null && !axis.of().isEmpty()) {
            return axis.of();
        }
        List<String> found = ScenarioValues.bandwidths(sources.get(source).document());
        if (found.isEmpty()) {
            throw new PlanException("the topology of " + sources.get(source).name()
                    + " has neither 'wide' nor 'bandwidth', so that the plan has to say which keys are meant; allowed:"
                    + " bandwidth: {of: [topology....], ...}");
        }
        return found;
    }

    /** The bandwidth of a point: what is looked for, or what the scenario states; null where it is not plain. */
    @Nullable
    Double bandwidth(Candidate candidate) {
        if (candidate.bitsPerSecond() != null) {
            return candidate.bitsPerSecond();
        }
        ScenarioChanges changes = changes(candidate);
        for (String key :
                ScenarioValues.bandwidths(sources.get(candidate.source()).document())) {
            String written =
                    ScenarioValues.at(changes.in(sources.get(candidate.source()).document()), key);
            if (written != null) {
                return (double) Bandwidth.parse(written).bitsPerSecond();
            }
        }
        return null;
    }

    /** The figures of a point. What cannot be simulated has none, and says why. */
    MethodFigures figures(Candidate candidate) {
        MethodFigures figures = known.get(candidate);
        if (figures == null) {
            if (known.size() >= MOST_KEPT) {
                known.clear();
            }
            figures = simulate(candidate);
            known.put(candidate, figures);
        }
        return figures;
    }

    private MethodFigures simulate(Candidate candidate) {
        simulated++;
        try {
            return sources.get(candidate.source()).figures(changes(candidate), candidate.method(), candidate.seed());
        } catch (ReplayRefusedException | InvalidFileException e) {
            return MethodFigures.none(candidate.method(), "refused: " + e.getMessage());
        } catch (IllegalArgumentException e) {
            throw new PlanException(String.valueOf(e.getMessage()));
        }
    }

    /** What a point changes in the scenario. */
    ScenarioChanges changes(Candidate candidate) {
        List<String> all = new ArrayList<>(spec.set());
        all.addAll(spec.cases().getOrDefault(candidate.caseName(), List.of()));
        candidate.choices().forEach((key, value) -> all.add(key + "=" + value));
        Double bandwidth = candidate.bitsPerSecond();
        if (bandwidth != null) {
            for (String key : bandwidthKeys(candidate.source())) {
                all.add(key + "=" + bits(bandwidth));
            }
        }
        all.addAll(candidate.besides());
        ScenarioChanges changes = ScenarioChanges.none();
        try {
            for (String change : all) {
                changes = changes.set(change);
            }
        } catch (IllegalArgumentException e) {
            throw new PlanException(String.valueOf(e.getMessage()));
        }
        return changes;
    }

    private static String bits(double bitsPerSecond) {
        return PlainNumber.of(Math.rint(bitsPerSecond)) + " bit/s";
    }

    /** The same point with all its latencies times a factor; null where the scenario states none. */
    @Nullable
    Candidate withLatency(Candidate candidate, double factor) {
        PointSource source = sources.get(candidate.source());
        List<String> keys = spec.latencies().isEmpty() ? ScenarioValues.latencies(source.document()) : spec.latencies();
        Candidate changed = candidate;
        for (String key : keys) {
            String written = ScenarioValues.at(changes(candidate).in(source.document()), key);
            if (written == null) {
                return null;
            }
            double nanos = Durations.parse(written).toNanos() * factor;
            changed = changed.with(key + "=" + PlainNumber.of(Math.rint(nanos)) + " ns");
        }
        return keys.isEmpty() ? null : changed;
    }

    /** The same point with computing that takes a factor of the time; null where workers differ already. */
    @Nullable
    Candidate withStepTime(Candidate candidate, double factor) {
        PointSource source = sources.get(candidate.source());
        int workers = figures(candidate).workers();
        if (workers == 0 || source.document().findings().isWritten("stragglers.factors")) {
            return null;
        }
        String each = String.format(Locale.ROOT, "%.6g", factor);
        return candidate.with("stragglers.factors=[" + String.join(", ", Collections.nCopies(workers, each)) + "]");
    }

    /** What a point costs by some prices. */
    Bill bill(Candidate candidate, Prices prices) {
        return Bill.of(consumption(candidate, prices), prices);
    }

    /** What a point uses that may cost something. */
    Consumption consumption(Candidate candidate, Prices prices) {
        MethodFigures figures = figures(candidate);
        int devices = figures.devices() > 0 ? figures.devices() : prices.acceleratorsPerWorker();
        double seconds = figures.seconds() == null ? 0 : figures.seconds();
        return new Consumption(
                seconds,
                figures.computeSeconds(),
                (double) devices * figures.workers(),
                figures.sentBytes(),
                figures.linkDollars(),
                bandwidth(candidate),
                figures.device());
    }
}
